import { expect, test } from "vitest";
import { createBatchStore } from "../../../edge/adapters/d1/batch-store.ts";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { aJob, buildFleet, newId, T0 } from "../../support/build-fleet.ts";

/** What a batch store must do: show a batch, and its jobs, to its owner. */
export function describeBatchStore(open: () => Promise<Database>): void {
  test("shows a batch and its jobs to its owner alone", async () => {
    const fleet = await buildFleet(await open());
    const { accountId, jobs } = fleet;
    const batches = createBatchStore(fleet.database);
    const id = newId();
    const [first, second] = [0, 1].map((index) => aJob(accountId, { batch: { id, index } }));
    await jobs.createBatch({ id, request: {}, jobs: [first!, second!] }, 10);
    await fleet.submit();
    const batch = { id, accountId, dialect: "native", size: 2, createdAt: T0 };
    expect(await batches.readOwned(id, accountId)).toEqual(batch);
    expect(await batches.readOwned(id, newId())).toBeNull();
    expect(await batches.readOwned(newId(), accountId)).toBeNull();

    await fleet.lease(second!, { slotIndex: 3 });
    const listed = await jobs.listBatch(id, accountId);
    expect(listed.map((job) => [job.id, job.slotIndex])).toEqual([
      [first!.id, null],
      [second!.id, 3],
    ]);
    expect(await jobs.listBatch(id, newId())).toEqual([]);
    expect(await jobs.readBatchJobId(id, 1)).toBe(second!.id);
    expect(await jobs.readBatchJobId(id, 2)).toBeNull();
  });
}
