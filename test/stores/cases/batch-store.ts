import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { createBatchStore } from "../../../edge/adapters/d1/batch-store.ts";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { buildFleet, newId, T0 } from "../../support/build-fleet.ts";

/** What a batch store must do: show a batch to its owner, and its jobs as a list. */
export function describeBatchStore(open: () => Promise<Database>): void {
  test("shows a batch to its owner alone", async () => {
    const fleet = await buildFleet(await open());
    const batches = createBatchStore(fleet.database);
    const id = newId();
    await fleet.query(sql`INSERT INTO batches
      (id, account_id, dialect, size, request_json, created_at)
      VALUES (${id}, ${fleet.accountId}, 'world-model', 2, '{}', ${T0})`);
    const batch = {
      id,
      accountId: fleet.accountId,
      dialect: "world-model",
      size: 2,
      createdAt: T0,
    };
    expect(await batches.readOwned(id, fleet.accountId)).toEqual(batch);
    expect(await batches.readOwned(id, newId())).toBeNull();
    expect(await batches.readOwned(newId(), fleet.accountId)).toBeNull();
    const inside = await fleet.submit();
    await fleet.submit();
    await fleet.query(sql`UPDATE jobs SET batch_id = ${id} WHERE id = ${inside.id}`);
    const query = { accountId: fleet.accountId, batchId: id, limit: 10 };
    expect((await fleet.jobs.list(query)).map((job) => job.id)).toEqual([inside.id]);
  });
}
