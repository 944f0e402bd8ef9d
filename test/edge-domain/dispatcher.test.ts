import { describe, expect, it } from "vitest";
import { ProgressReport } from "#contracts/node-protocol.ts";
import { STRIKES_BEFORE_QUARANTINE } from "#contracts/limits.ts";
import { aTask, newId } from "../support/build-fleet.ts";
import { buildPool, LEASE_SECONDS } from "../support/build-pool.ts";

const FREE = { currency: "tokens", amount: 0 } as const;
const LEASE_MILLISECONDS = LEASE_SECONDS * 1000;

/** Five tasks: one first, three that need it, one that needs all three. */
function graphOfFive() {
  const [first, left, middle, right, last] = Array.from({ length: 5 }, newId) as [
    string,
    string,
    string,
    string,
    string,
  ];
  return [
    aTask({ id: first, position: 0, final: false }),
    ...[left, middle, right].map((id, index) =>
      aTask({ id, position: index + 1, dependsOn: [first], final: false }),
    ),
    aTask({ id: last, position: 4, dependsOn: [left, middle, right] }),
  ];
}

describe("dispatcher", () => {
  it("offers a waiting task to a connected node and grants it once", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId);
    const job = await pool.submit();
    expect(pool.told).toMatchObject([
      { nodeId: pool.nodeId, message: { type: "offer", taskId: job.tasks[0]?.id, slotIndex: 0 } },
    ]);
    const lease = await pool.take(pool.nodeId);
    expect(lease).toMatchObject({ jobId: job.id, epoch: 1 });
    expect(await pool.readJob(job)).toMatchObject({ state: "running" });
    expect(await pool.complete(pool.nodeId, lease!)).toBe("done");
    expect(await pool.readJob(job)).toMatchObject({ state: "completed" });
    expect(await pool.take(pool.nodeId)).toBeNull();
  });

  it("runs a graph of five tasks over two nodes in the order of its edges", async () => {
    const pool = await buildPool();
    const other = await pool.addNode();
    await pool.connectNode(pool.nodeId);
    await pool.connectNode(other);
    const job = await pool.submit({ tasks: graphOfFive() });
    const workers = new Map<string, number>();
    for (let round = 0; round < 5; round += 1) {
      const leases = [];
      for (const nodeId of [pool.nodeId, other]) {
        const lease = await pool.take(nodeId);
        if (lease) leases.push({ nodeId, lease });
      }
      for (const { nodeId, lease } of leases) {
        workers.set(nodeId, (workers.get(nodeId) ?? 0) + 1);
        expect(await pool.complete(nodeId, lease)).toBe("done");
      }
      if (round === 0) expect(leases).toHaveLength(1);
      if (round === 1) expect(leases).toHaveLength(2);
    }
    expect(await pool.readJob(job)).toMatchObject({ state: "completed" });
    expect(workers.size).toBe(2);
    expect([...workers.values()].reduce((sum, count) => sum + count)).toBe(5);
  });

  it("never hands one task to two slots that ask at once", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId, 4);
    await pool.submit();
    const answers = await Promise.all(
      [0, 1, 2, 3].map((slotIndex) =>
        pool.dispatcher.takeLease(pool.nodeId, { slotIndex, waitSeconds: 0 }),
      ),
    );
    expect(answers.filter((lease) => lease !== null)).toHaveLength(1);
  });

  it("gives slots that ask at once a task each, though their node was offered none", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId, 2);
    pool.connected.delete(pool.nodeId);
    const jobs = [await pool.submit(), await pool.submit()];
    const answers = await Promise.all(
      [0, 1].map((slotIndex) =>
        pool.dispatcher.takeLease(pool.nodeId, { slotIndex, waitSeconds: 0 }),
      ),
    );
    const taken = new Set(answers.map((lease) => lease?.jobId));
    expect(taken).toEqual(new Set(jobs.map((job) => job.id)));
  });

  it("offers a task again when its back-off ends, whenever the alarm rang before that", async () => {
    for (let crashedAt = 999; crashedAt < LEASE_MILLISECONDS; crashedAt += 1000) {
      const pool = await buildPool();
      await pool.connectNode(pool.nodeId);
      await pool.submit();
      await pool.take(pool.nodeId);
      await pool.advance(crashedAt);
      await pool.connectNode(pool.nodeId);
      pool.told.length = 0;
      await pool.advance(LEASE_MILLISECONDS / 3);
      expect(pool.told[0], `crashed after ${crashedAt} ms`).toMatchObject({
        message: { type: "offer" },
      });
      expect(await pool.take(pool.nodeId)).toMatchObject({ epoch: 2 });
    }
  });

  it("keeps a lease while its node is heard from, and takes it one lease time after", async () => {
    const pool = await buildPool();
    const other = await pool.addNode();
    await pool.connectNode(pool.nodeId);
    const job = await pool.submit();
    const lease = await pool.take(pool.nodeId);
    for (let second = 0; second < 180; second += 30) {
      await pool.advance(30_000);
      const report = ProgressReport.parse({
        reportNumber: second + 1,
        stage: "generating",
        percent: 1,
        logs: [],
      });
      const outcome = await pool.dispatcher.report(pool.nodeId, lease!.leaseId, report);
      expect(outcome.outcome).toBe("accepted");
    }
    pool.connected.delete(pool.nodeId);
    await pool.connectNode(other);
    await pool.advance(LEASE_MILLISECONDS * 0.5);
    expect(await pool.take(other)).toBeNull();
    await pool.advance(LEASE_MILLISECONDS);
    await pool.advance(10_000);
    const second = await pool.take(other);
    expect(second).toMatchObject({ taskId: lease!.taskId, epoch: 2 });
    expect(await pool.complete(pool.nodeId, lease!)).toBeNull();
    expect(await pool.complete(other, second!)).toBe("done");
    expect(await pool.readJob(job)).toMatchObject({ state: "completed" });
    expect(await pool.ledger(job)).toEqual(["hold 30 -30", "capture 30 0"]);
  });

  it("holds nobody to a lease that ran out while the edge itself was away", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId);
    const job = await pool.submit();
    const lease = await pool.take(pool.nodeId);
    pool.connected.delete(pool.nodeId);
    pool.passUnwatched(3 * LEASE_MILLISECONDS);
    await pool.dispatcher.tick();
    await pool.advance(LEASE_MILLISECONDS / 2);
    expect(await pool.tasks.readLease(lease!.leaseId)).toMatchObject({ current: true });
    expect(await pool.complete(pool.nodeId, lease!)).toBe("done");
    expect(await pool.readJob(job)).toMatchObject({ state: "completed" });

    const second = await pool.submit();
    await pool.connectNode(pool.nodeId);
    const lost = await pool.take(pool.nodeId);
    pool.connected.delete(pool.nodeId);
    pool.passUnwatched(3 * LEASE_MILLISECONDS);
    // The pardon is one lease long: a node that stays away loses its task all the same.
    await pool.dispatcher.tick();
    await pool.advance(LEASE_MILLISECONDS * 1.5);
    expect(await pool.tasks.readLease(lost!.leaseId)).toMatchObject({ current: false });
    expect(await pool.readJob(second)).toMatchObject({ state: "running" });
  });

  it("keeps work from a node that fails what others can do, until it is the only one", async () => {
    const pool = await buildPool();
    const good = await pool.addNode();
    await pool.connectNode(pool.nodeId);
    await pool.connectNode(good);
    for (let round = 0; round < STRIKES_BEFORE_QUARANTINE; round += 1) {
      await pool.submit({ price: FREE });
      const bad = await pool.take(pool.nodeId);
      await pool.fail(pool.nodeId, bad!);
      await pool.advance(2000);
      expect(await pool.complete(good, (await pool.take(good))!)).toBe("done");
    }
    await pool.submit({ price: FREE });
    expect(await pool.take(pool.nodeId)).toBeNull();
    expect(await pool.complete(good, (await pool.take(good))!)).toBe("done");

    await pool.submit({ price: FREE });
    pool.connected.delete(good);
    await pool.advance(LEASE_MILLISECONDS + 1);
    const last = await pool.take(pool.nodeId);
    expect(await pool.complete(pool.nodeId, last!)).toBe("done");
    // What it did well lifts the quarantine.
    await pool.connectNode(good);
    await pool.submit({ price: FREE });
    expect(await pool.take(pool.nodeId)).not.toBeNull();
  });

  it("blames no node for a task that fails everywhere", async () => {
    const pool = await buildPool();
    const other = await pool.addNode();
    await pool.connectNode(pool.nodeId);
    await pool.connectNode(other);
    for (let poison = 0; poison < STRIKES_BEFORE_QUARANTINE + 1; poison += 1) {
      const job = await pool.submit({ price: FREE });
      for (const nodeId of [pool.nodeId, other, pool.nodeId]) {
        const lease = await pool.take(nodeId);
        await pool.fail(nodeId, lease!);
        await pool.advance(2000);
      }
      expect(await pool.readJob(job)).toMatchObject({
        state: "failed",
        errorCode: "render-failed",
      });
    }
    await pool.submit({ price: FREE });
    expect(await pool.take(pool.nodeId)).not.toBeNull();
    await pool.submit({ price: FREE });
    expect(await pool.take(other)).not.toBeNull();
  });

  it("takes a task away from a node that lives but reports nothing", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId);
    const job = await pool.submit();
    const lease = await pool.take(pool.nodeId);
    await pool.advance(200_000);
    expect(pool.told).toContainEqual({
      nodeId: pool.nodeId,
      message: { type: "lease-lost", leaseId: lease!.leaseId },
    });
    expect((await pool.jobs.readSnapshot(job.id))?.tasks[0]).toMatchObject({
      state: "ready",
      triedNodeIds: [pool.nodeId],
    });
  });

  it("offers a task only to a slot that has proved what it needs", async () => {
    for (const needs of [
      { kind: "render-template" },
      { kind: "generate-video", model: "cosmos" },
      { kind: "generate-video", codec: "av1" },
      { kind: "generate-video", memoryMebibytes: 2048 },
    ] as const) {
      const pool = await buildPool();
      await pool.connectNode(pool.nodeId);
      await pool.submit({ tasks: [aTask({ requirements: needs })] });
      expect(pool.told, JSON.stringify(needs)).toEqual([]);
      expect(await pool.take(pool.nodeId), JSON.stringify(needs)).toBeNull();
    }
  });

  it("believes neither a foreign node's report nor a snapshot that comes late", async () => {
    const pool = await buildPool();
    const other = await pool.addNode();
    await pool.connectNode(pool.nodeId);
    await pool.connectNode(other);
    const job = await pool.submit();
    const before = await pool.jobs.readSnapshot(job.id);
    const lease = await pool.take(pool.nodeId);
    const report = ProgressReport.parse({ reportNumber: 1, stage: "generating", percent: 1 });
    const foreign = await pool.dispatcher.report(other, lease!.leaseId, report);
    expect(foreign.outcome).toBe("lost");
    await pool.dispatcher.sync(before!);
    const own = await pool.dispatcher.report(pool.nodeId, lease!.leaseId, report);
    expect(own.outcome).toBe("accepted");
  });

  it("requeues at once what a restarted agent no longer works on", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId);
    await pool.submit();
    const lease = await pool.take(pool.nodeId);
    await pool.connectNode(pool.nodeId);
    await pool.advance(5_000);
    expect(await pool.take(pool.nodeId)).toMatchObject({ taskId: lease!.taskId, epoch: 2 });
  });

  it("gives a slot its lease again when the answer was lost", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId);
    await pool.submit();
    const lease = await pool.take(pool.nodeId);
    expect(await pool.take(pool.nodeId)).toMatchObject({ leaseId: lease!.leaseId, epoch: 1 });
  });

  it("retries on a node that has not failed the task, while there is one", async () => {
    const pool = await buildPool();
    const other = await pool.addNode();
    await pool.connectNode(pool.nodeId);
    await pool.submit();
    const lease = await pool.take(pool.nodeId);
    await pool.connectNode(other);
    await pool.fail(pool.nodeId, lease!);
    expect(await pool.take(pool.nodeId)).toBeNull();
    expect(await pool.take(other)).toMatchObject({ taskId: lease!.taskId });
  });

  it("tells a running node to cancel, and ends the job without it after the grace", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId);
    const job = await pool.submit();
    const lease = await pool.take(pool.nodeId);
    await pool.jobs.cancel(job.id, pool.accountId, newId(), pool.now());
    pool.changed.push(job.id);
    await pool.tellChanges();
    expect(pool.told).toContainEqual({
      nodeId: pool.nodeId,
      message: { type: "cancel", leaseId: lease!.leaseId },
    });
    expect(await pool.readJob(job)).toMatchObject({ state: "cancelling" });
    await pool.advance(20_000);
    expect(await pool.readJob(job)).toMatchObject({ state: "cancelled" });
    expect(await pool.complete(pool.nodeId, lease!)).toBeNull();
  });

  it("ends every job right when all it knows is wiped in mid-run", async () => {
    const pool = await buildPool();
    const other = await pool.addNode();
    await pool.connectNode(pool.nodeId);
    await pool.connectNode(other);
    const jobs = [];
    for (let count = 0; count < 3; count += 1) jobs.push(await pool.submit());
    const running = await pool.take(pool.nodeId);
    pool.wipe();
    const report = ProgressReport.parse({
      reportNumber: 1,
      stage: "generating",
      percent: 10,
      logs: [],
    });
    expect(await pool.dispatcher.report(pool.nodeId, running!.leaseId, report)).toMatchObject({
      outcome: "accepted",
      cancel: false,
    });
    expect(await pool.complete(pool.nodeId, running!)).toBe("done");
    for (const nodeId of [other, pool.nodeId]) {
      pool.wipe();
      const lease = await pool.take(nodeId);
      expect(await pool.complete(nodeId, lease!)).toBe("done");
    }
    for (const job of jobs) expect(await pool.readJob(job)).toMatchObject({ state: "completed" });
  });

  it("takes a silent node's task away when its lease runs out, not at the next round", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId);
    const job = await pool.submit();
    const lease = await pool.take(pool.nodeId);
    pool.connected.clear();
    await pool.advance(7_000);
    const report = ProgressReport.parse({ reportNumber: 1, stage: "encoding", percent: 5 });
    await pool.dispatcher.report(pool.nodeId, lease!.leaseId, report);
    await pool.advance(LEASE_MILLISECONDS - 1);
    expect(await pool.taskStates(job)).toEqual(["leased"]);
    await pool.advance(1);
    expect(await pool.taskStates(job)).toEqual(["ready"]);
  });

  it("forgets an ended job though an older snapshot of it comes late", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId);
    const job = await pool.submit();
    const lease = await pool.take(pool.nodeId);
    const late = await pool.jobs.readSnapshot(job.id);
    await pool.complete(pool.nodeId, lease!);
    await pool.dispatcher.sync(late!);
    const report = ProgressReport.parse({ reportNumber: 1, stage: "encoding", percent: 5 });
    const outcome = await pool.dispatcher.report(pool.nodeId, lease!.leaseId, report);
    expect(outcome).toEqual({ outcome: "lost" });
  });

  it("shares turns between accounts, whoever came first with more", async () => {
    const pool = await buildPool();
    const second = newId();
    await pool.accounts.create({
      id: second,
      name: "Second",
      externalSubject: null,
      limits: {},
      webhookSecretSealed: "sealed",
      pool: pool.pool,
      createdAt: pool.now(),
    });
    for (let count = 0; count < 6; count += 1) await pool.submit({ price: FREE });
    for (let count = 0; count < 3; count += 1)
      await pool.submit({ price: FREE, accountId: second });
    await pool.connectNode(pool.nodeId);
    const order: string[] = [];
    for (let count = 0; count < 6; count += 1) {
      const lease = await pool.take(pool.nodeId);
      const snapshot = await pool.jobs.readSnapshot(lease!.jobId);
      order.push(snapshot?.accountId === second ? "second" : "first");
      await pool.complete(pool.nodeId, lease!);
    }
    expect(order.filter((account) => account === "second")).toHaveLength(3);
  });
});
