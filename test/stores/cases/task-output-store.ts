import { expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { createTaskOutputStore } from "../../../edge/adapters/d1/task-output-store.ts";
import type { TaskOutput } from "../../../edge/domain/tasks/task-store.ts";
import { buildFleet, HASH, newId, T0 } from "../../support/build-fleet.ts";

/** What a task output store must do: uploads count only while their lease is current. */
export function describeTaskOutputStore(open: () => Promise<Database>): void {
  const setUp = async () => {
    const fleet = await buildFleet(await open());
    const outputs = createTaskOutputStore(fleet.database);
    const held = await fleet.lease(await fleet.submit());
    const output: TaskOutput = {
      leaseId: held.leaseId,
      taskId: held.taskId,
      epoch: 1,
      name: "video",
      objectKey: "outputs/a/1/video",
      contentType: "video/mp4",
      sizeBytes: 20,
      sha256: HASH,
      uploadId: "upload-1",
      etag: null,
      verifiedAt: null,
    };
    return { fleet, outputs, held, output };
  };

  test("inserts and replaces while the lease is current", async () => {
    const { fleet, outputs, held, output } = await setUp();
    expect(await outputs.read(held.leaseId, "video")).toBeNull();
    expect(await outputs.put(output, held, T0)).toEqual({ outcome: "stored" });
    expect(await outputs.read(held.leaseId, "video")).toEqual(output);
    const verified = { ...output, uploadId: null, etag: "e", verifiedAt: T0 + 9 };
    expect(await outputs.put(verified, held, T0 + 9, "upload-1")).toEqual({ outcome: "stored" });
    expect(await outputs.list(held.leaseId)).toEqual([verified]);
    await fleet.settle(held);
    expect(await outputs.put(output, held, T0)).toEqual({ outcome: "lease-lost" });
    expect(await outputs.list(held.leaseId)).toEqual([verified]);
  });

  test("refuses another node, epoch, lease or task", async () => {
    const { outputs, held, output } = await setUp();
    for (const change of [
      { nodeId: newId() },
      { epoch: 2 },
      { leaseId: newId() },
      { taskId: newId() },
    ]) {
      const put = await outputs.put(output, { ...held, ...change }, T0);
      expect(put).toEqual({ outcome: "lease-lost" });
    }
    expect(await outputs.list(held.leaseId)).toEqual([]);
  });

  test("keeps what was verified when the same bytes are announced again", async () => {
    const { outputs, held, output } = await setUp();
    const verified = { ...output, uploadId: null, etag: "e", verifiedAt: T0 + 9 };
    await outputs.put(verified, held, T0);
    await outputs.put({ ...verified, etag: null, verifiedAt: null }, held, T0 + 20);
    expect(await outputs.read(held.leaseId, "video")).toEqual(verified);
    const others = { ...output, objectKey: "outputs/a/1/video-2" };
    await outputs.put(others, held, T0 + 30);
    expect(await outputs.read(held.leaseId, "video")).toEqual(others);
  });

  test("takes no part of a lease that is over", async () => {
    const { fleet, outputs, held, output } = await setUp();
    await outputs.put(output, held, T0);
    const part = { partNumber: 1, etag: "a", sizeBytes: 4 };
    expect(await outputs.putPart(held, "video", part)).toBe(true);
    await fleet.release(held);
    expect(await outputs.putPart(held, "video", { ...part, partNumber: 2 })).toBe(false);
    expect(await outputs.listParts(held.leaseId, "video")).toEqual([part]);
  });

  test("lists leases that are over, with their open uploads, until they are forgotten", async () => {
    const { fleet, outputs, held, output } = await setUp();
    await outputs.put(output, held, T0);
    await outputs.put({ ...output, name: "thumbnail", uploadId: null }, held, T0);
    const list = (before: number) => outputs.listEnded(before, 1000);
    const mine = async (before: number) =>
      (await list(before)).filter((lease) => lease.leaseId === held.leaseId);
    expect(await mine(T0 + 999_999)).toEqual([]);
    await fleet.release(held);
    expect(await mine(T0 + 5000)).toEqual([]);
    expect(await mine(T0 + 5001)).toEqual([
      {
        leaseId: held.leaseId,
        taskId: held.taskId,
        epoch: 1,
        job: { jobId: held.jobId, accountId: fleet.accountId },
        uploads: [{ key: "outputs/a/1/video", uploadId: "upload-1" }],
      },
    ]);
    await outputs.forget(held.leaseId);
    expect(await mine(T0 + 5001)).toEqual([]);
    expect(await outputs.list(held.leaseId)).toEqual([]);
  });

  test("lists a lease without outputs unless its task was done", async () => {
    const { fleet, outputs, held } = await setUp();
    const ended = async () =>
      (await outputs.listEnded(T0 + 999_999, 1000)).filter((lease) => lease.job?.jobId === job.id);
    const job = await fleet.submit();
    const lost = await fleet.lease(job);
    await fleet.release(lost, { cause: "lost", by: "pool", retryAt: T0 });
    const cancelled = await fleet.lease(job, { now: T0 + 7000 });
    await fleet.jobs.cancel(job.id, fleet.accountId, newId(), T0 + 8000);
    await fleet.jobs.finishCancelling(job.id, newId(), T0 + 9000);
    const owner = { jobId: job.id, accountId: fleet.accountId };
    expect(await ended()).toEqual([
      { leaseId: lost.leaseId, taskId: lost.taskId, epoch: 1, job: owner, uploads: [] },
      { leaseId: cancelled.leaseId, taskId: lost.taskId, epoch: 2, job: owner, uploads: [] },
    ]);
    await outputs.forget(lost.leaseId);
    expect(await ended()).toHaveLength(1);
    await fleet.settle(held);
    const all = await outputs.listEnded(T0 + 999_999, 1000);
    expect(all.map(({ leaseId }) => leaseId)).not.toContain(held.leaseId);
  });

  test("keeps parts by number until another upload starts", async () => {
    const { outputs, held, output } = await setUp();
    await outputs.put(output, held, T0);
    await outputs.putPart(held, "video", { partNumber: 2, etag: "b", sizeBytes: 4 });
    await outputs.putPart(held, "video", { partNumber: 1, etag: "a", sizeBytes: 16 });
    await outputs.putPart(held, "video", { partNumber: 2, etag: "c", sizeBytes: 4 });
    const parts = [
      { partNumber: 1, etag: "a", sizeBytes: 16 },
      { partNumber: 2, etag: "c", sizeBytes: 4 },
    ];
    await outputs.put(output, held, T0);
    expect(await outputs.listParts(held.leaseId, "video")).toEqual(parts);
    expect(await outputs.listParts(held.leaseId, "thumbnail")).toEqual([]);
    const second = { ...output, uploadId: "upload-2" };
    await outputs.put(second, { ...held, epoch: 2 }, T0, "upload-1");
    expect(await outputs.listParts(held.leaseId, "video")).toEqual(parts);
    // Nobody said that the first upload has ended: it must not be forgotten.
    expect(await outputs.put(second, held, T0, "upload-0")).toEqual({
      outcome: "upload-open",
      upload: { key: output.objectKey, uploadId: "upload-1" },
    });
    expect(await outputs.listParts(held.leaseId, "video")).toEqual(parts);
    expect(await outputs.read(held.leaseId, "video")).toEqual(output);
    await outputs.put(second, held, T0, "upload-1");
    expect(await outputs.read(held.leaseId, "video")).toEqual(second);
    expect(await outputs.listParts(held.leaseId, "video")).toEqual([]);
  });
}
