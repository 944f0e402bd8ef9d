import { describe, expect, it } from "vitest";
import type { TaskWaiting } from "../../edge/domain/dispatch/explain-waiting.ts";
import type { NewJob } from "../../edge/domain/jobs/job.ts";
import { aTask, newId } from "../support/build-fleet.ts";
import { buildPool, LEASE_SECONDS } from "../support/build-pool.ts";

type Pool = Awaited<ReturnType<typeof buildPool>>;

async function explain(pool: Pool, job: NewJob, index = 0): Promise<TaskWaiting> {
  const waiting = await pool.dispatcher.explainWaiting(job.id);
  const task = waiting?.tasks.find((candidate) => candidate.taskId === job.tasks[index]?.id);
  if (!task) throw new Error("The pool knows no such task.");
  return task;
}

const priced = { price: { currency: "tokens", amount: 1 } } as const;

describe("why a task waits", () => {
  it("is that no node is online, before and after the only one went away", async () => {
    const pool = await buildPool();
    const job = await pool.submit(priced);
    expect(await explain(pool, job)).toMatchObject({
      reason: { code: "no-node-online" },
      queuePosition: 1,
      capable: { total: 0, free: 0, nodeIds: [] },
    });
    await pool.connectNode(pool.nodeId, 2);
    expect(await explain(pool, job)).toMatchObject({
      reason: { code: "offered", nodeId: pool.nodeId, until: expect.any(Number) },
      capable: { total: 2, free: 1, nodeIds: [pool.nodeId] },
    });
    pool.connected.delete(pool.nodeId);
    await pool.advance(2 * LEASE_SECONDS * 1000);
    expect(await explain(pool, job)).toMatchObject({ reason: { code: "no-node-online" } });
  });

  it("is what every slot lacks", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId, 3);
    const needs = { kind: "generate-video", model: "procedural" };
    for (const [requirements, lack] of [
      [{ ...needs, kind: "join-segments" }, "task-kind"],
      [{ ...needs, model: "veo-3" }, "model"],
      [{ ...needs, codec: "av1" as const }, "codec"],
      [{ ...needs, memoryMebibytes: 24_000 }, "memory"],
    ] as const) {
      const job = await pool.submit({ ...priced, tasks: [aTask({ requirements })] });
      expect(await explain(pool, job)).toMatchObject({
        requirements,
        reason: { code: "no-capable-node", lacking: { [lack]: 3 }, offlineNodes: 0 },
        capable: { total: 0 },
      });
    }
  });

  it("is an operator's pause, until the node is resumed", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId);
    await pool.nodes.changeState(pool.nodeId, "paused", null, pool.now());
    await pool.dispatcher.changeNode(pool.nodeId);
    const job = await pool.submit(priced);
    expect(await explain(pool, job)).toMatchObject({ reason: { code: "nodes-not-taking-work" } });
    await pool.nodes.changeState(pool.nodeId, "draining", null, pool.now());
    await pool.dispatcher.changeNode(pool.nodeId);
    expect(await explain(pool, job)).toMatchObject({ reason: { code: "nodes-not-taking-work" } });
    await pool.nodes.changeState(pool.nodeId, "active", null, pool.now());
    await pool.dispatcher.changeNode(pool.nodeId);
    expect((await explain(pool, job)).reason?.code).toBe("offered");
  });

  it("is the account's cap, with what runs against it", async () => {
    const pool = await buildPool();
    await pool.accounts.change(pool.accountId, { limits: { maximumRunningJobs: 1 } }, pool.now());
    await pool.connectNode(pool.nodeId, 2);
    await pool.submit(priced);
    expect(await pool.take(pool.nodeId)).not.toBeNull();
    const second = await pool.submit(priced);
    expect(await explain(pool, second)).toMatchObject({
      reason: { code: "account-running-cap", running: 1, maximum: 1 },
      queuePosition: null,
      capable: { total: 2, free: 1 },
    });
  });

  it("is the cap of its dialect, which holds no other dialect's jobs up", async () => {
    const pool = await buildPool();
    await pool.accounts.change(pool.accountId, { limits: { videoJobsRunning: 1 } }, pool.now());
    await pool.connectNode(pool.nodeId, 3);
    const capped = { ...priced, dialect: "video-jobs" } as const;
    await pool.submit(capped);
    expect(await pool.take(pool.nodeId)).not.toBeNull();
    const second = await pool.submit(capped);
    const free = await pool.submit(priced);
    expect(await explain(pool, second)).toMatchObject({
      reason: { code: "dialect-running-cap", running: 1, maximum: 1 },
      queuePosition: null,
    });
    expect((await pool.take(pool.nodeId, 1))?.jobId).toBe(free.id);
    expect(await pool.take(pool.nodeId, 2)).toBeNull();
    await pool.accounts.change(pool.accountId, { limits: { videoJobsRunning: 2 } }, pool.now());
    await pool.dispatcher.sync((await pool.jobs.readSnapshot(second.id))!);
    expect((await pool.take(pool.nodeId, 2))?.jobId).toBe(second.id);
  });

  it("is the turn of others: the position is the order of the very grants that follow", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId);
    await pool.submit(priced);
    const lease = await pool.take(pool.nodeId);
    const late = await pool.submit({ ...priced, priority: 0 });
    const first = await pool.submit({ ...priced, priority: 5 });
    const last = await pool.submit({ ...priced, priority: -5 });
    const positions = await Promise.all(
      [late, first, last].map(async (job) => (await explain(pool, job)).queuePosition),
    );
    expect(positions).toEqual([2, 1, 3]);
    expect((await explain(pool, last)).reason).toEqual({ code: "all-slots-busy" });
    await pool.complete(pool.nodeId, lease!);
    for (const job of [first, late, last]) {
      const granted = await pool.take(pool.nodeId);
      expect(granted?.jobId).toBe(job.id);
      await pool.complete(pool.nodeId, granted!);
    }
  });

  it("is the turn of those alone that want the same slots", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId);
    await pool.submit(priced);
    expect(await pool.take(pool.nodeId)).not.toBeNull();
    const requirements = { kind: "generate-video", model: "cosmos" };
    const elsewhere = await pool.submit({ ...priced, tasks: [aTask({ requirements })] });
    const first = await pool.submit(priced);
    const second = await pool.submit(priced);
    expect(await explain(pool, elsewhere)).toMatchObject({ queuePosition: 1 });
    expect(await explain(pool, first)).toMatchObject({ queuePosition: 1 });
    expect(await explain(pool, second)).toMatchObject({ queuePosition: 2 });
  });

  it("is the turn of others for a job that the account's cap will hold once they run", async () => {
    const pool = await buildPool();
    await pool.accounts.change(pool.accountId, { limits: { maximumRunningJobs: 1 } }, pool.now());
    await pool.connectNode(pool.nodeId, 2);
    pool.connected.clear();
    const first = await pool.submit(priced);
    const second = await pool.submit(priced);
    expect((await explain(pool, first)).reason).toEqual({ code: "next" });
    expect(await explain(pool, second)).toMatchObject({
      reason: { code: "others-first" },
      queuePosition: null,
    });
  });

  it("is the back-off of a failed attempt, until its time", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId);
    const job = await pool.submit(priced);
    const lease = await pool.take(pool.nodeId);
    const retryAt = pool.now() + 30_000;
    await pool.release({ ...lease!, nodeId: pool.nodeId }, { now: pool.now(), retryAt });
    pool.changed.push(job.id);
    await pool.tellChanges();
    expect(await explain(pool, job)).toMatchObject({
      reason: { code: "back-off", until: retryAt },
      queuePosition: null,
    });
    await pool.advance(30_001);
    expect((await explain(pool, job)).reason?.code).toBe("offered");
  });

  it("is a node that has not tried it, while that one is busy", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId);
    const other = await pool.addNode();
    const job = await pool.submit(priced);
    const lease = await pool.take(pool.nodeId);
    await pool.connectNode(other);
    const busy = await pool.submit(priced);
    expect((await pool.take(other))?.jobId).toBe(busy.id);
    const retryAt = pool.now() + 1;
    await pool.release({ ...lease!, nodeId: pool.nodeId }, { now: pool.now(), retryAt });
    pool.changed.push(job.id);
    await pool.tellChanges();
    await pool.advance(2);
    expect(await explain(pool, job)).toMatchObject({
      reason: { code: "awaits-another-node" },
      capable: { total: 2, free: 1 },
    });
  });

  it("is the tasks it depends on", async () => {
    const pool = await buildPool();
    const scene = aTask({ final: false });
    const film = aTask({ position: 1, dependsOn: [scene.id] });
    const job = await pool.submit({ ...priced, tasks: [scene, film] });
    expect(await explain(pool, job, 1)).toMatchObject({
      state: "waiting",
      reason: { code: "dependencies" },
    });
  });

  it("is nothing for a task that a node has, and unknown for a job the pool does not have", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId);
    const job = await pool.submit(priced);
    await pool.take(pool.nodeId);
    expect(await explain(pool, job)).toMatchObject({ state: "leased", reason: null });
    expect(await pool.dispatcher.explainWaiting(newId())).toBeNull();
  });
});
