import { describe, expect, it } from "vitest";
import type { NewJob } from "../../../edge/domain/jobs/job.ts";
import { measureWork } from "../../../edge/domain/estimates/workload.ts";
import { aTask, newId, T0 } from "../../support/build-fleet.ts";
import { buildMeasuredPool } from "../../support/build-measured-pool.ts";

type Pool = Awaited<ReturnType<typeof buildMeasuredPool>>;

const free = { price: { currency: "tokens", amount: 0 } } as const;

/** Lets the pool's nodes settle some tasks, so that their speeds are known. */
async function warmUp(pool: Pool, tasks = 12): Promise<void> {
  for (let index = 0; index < tasks; index += 1) await pool.submitFrames(100);
  await pool.workOff();
}

function medianOf(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

describe("an estimate", () => {
  it("comes true within a factor of two on nodes of different speed, in the median of 20", async () => {
    const pool = await buildMeasuredPool();
    await pool.addWorker(0.5);
    await pool.addWorker(4);
    await warmUp(pool);
    const jobs: NewJob[] = [];
    for (let index = 0; index < 20; index += 1) {
      jobs.push(await pool.submitFrames(40 + (index % 5) * 60));
    }
    const since = pool.now();
    const estimates = await Promise.all(jobs.map((job) => pool.estimate(job)));
    await pool.workOff();
    const ratios = jobs.map((job, index) => {
      const { finishSeconds } = estimates[index] ?? {};
      return (finishSeconds?.p50 ?? 0) / pool.tookSeconds(job, since);
    });
    expect(medianOf(ratios)).toBeGreaterThan(0.5);
    expect(medianOf(ratios)).toBeLessThan(2);
    const within = jobs.filter((job, index) => {
      const { finishSeconds } = estimates[index] ?? {};
      return (finishSeconds?.p90 ?? 0) >= pool.tookSeconds(job, since);
    });
    expect(within.length).toBeGreaterThanOrEqual(16);
    expect(estimates.map((estimate) => estimate.queuePosition)).toEqual(
      jobs.map((_, at) => at + 1),
    );
  });

  it("starts from the usual for work that nobody has measured", async () => {
    const pool = await buildMeasuredPool();
    await pool.addWorker(5);
    const usual = measureWork("generate-video", 100).expectedSeconds;
    const { startSeconds, finishSeconds } = await pool.estimate(await pool.submitFrames(100));
    expect(startSeconds).toEqual({ p50: 0, p90: 0 });
    expect(finishSeconds?.p50).toBe(usual);
    expect(finishSeconds?.p90).toBeGreaterThan(1.5 * usual);
    await pool.workOff();
    // What was measured of one class says nothing of another.
    const requirements = { kind: "generate-video", model: "procedural", codec: "h264" } as const;
    const other = await pool.estimate(await pool.submitFrames(100, { requirements }));
    expect(other.finishSeconds?.p50).toBe(usual);
  });

  it("is by the speed of the node that takes the job", async () => {
    const pool = await buildMeasuredPool();
    const fast = await pool.addWorker(0.5);
    await pool.addWorker(4);
    await warmUp(pool);
    await pool.nodes.changeState(fast.nodeId, "paused", null, pool.now());
    await pool.dispatcher.changeNode(fast.nodeId);
    const usual = measureWork("generate-video", 100).expectedSeconds;
    const { finishSeconds } = await pool.estimate(await pool.submitFrames(100));
    expect(finishSeconds?.p50).toBeGreaterThan(2.5 * usual);
  });

  it("takes other nodes' measurements for a node that has none", async () => {
    const pool = await buildMeasuredPool();
    const known = await pool.addWorker(3);
    await warmUp(pool, 6);
    const before = await pool.estimate(await pool.submitFrames(100));
    await pool.nodes.changeState(known.nodeId, "paused", null, pool.now());
    await pool.dispatcher.changeNode(known.nodeId);
    await pool.addWorker(1);
    const after = await pool.estimate(await pool.submitFrames(100));
    const alone = before.finishSeconds?.p50 ?? 0;
    expect((after.finishSeconds?.p50 ?? 0) - (after.startSeconds?.p50 ?? 0)).toBeCloseTo(alone, 0);
  });

  it("notices within a few tasks that a node became slow", async () => {
    const pool = await buildMeasuredPool();
    const worker = await pool.addWorker(1);
    await warmUp(pool, 20);
    const measure = async () => {
      const job = await pool.submitFrames(100);
      const { finishSeconds } = await pool.estimate(job);
      await pool.workOff();
      return finishSeconds?.p50 ?? 0;
    };
    const before = await measure();
    worker.slowness = 4;
    await warmUp(pool, 5);
    expect((await measure()) / before).toBeGreaterThan(2.5);
  });

  it("puts an account that waits with little before one that waits with much", async () => {
    const pool = await buildMeasuredPool();
    await pool.addWorker(1);
    const first = await pool.submitFrames(10);
    await pool.takeWork();
    for (let index = 0; index < 10; index += 1) await pool.submitFrames(100);
    const other = newId();
    await pool.accounts.create({
      id: other,
      name: "Other",
      externalSubject: null,
      limits: {},
      webhookSecretSealed: "sealed",
      pool: pool.pool,
      createdAt: T0,
    });
    const job = await pool.submitFrames(100, { accountId: other });
    await pool.submitFrames(100, { accountId: other });
    const third = await pool.submitFrames(100, { accountId: other });
    const last = await pool.submitFrames(100);
    const since = pool.now();
    const [estimate, ofLast] = [await pool.estimate(job), await pool.estimate(last)];
    expect(estimate.queuePosition).toBeLessThanOrEqual(2);
    expect(ofLast.queuePosition).toBe(14);
    // The accounts take turns.
    expect((await pool.estimate(third)).queuePosition).toBe(5);
    expect((await pool.estimate(first)).queuePosition).toBeNull();
    await pool.workOff();
    expect(pool.startedSeconds(job, since)).toBeLessThan(pool.startedSeconds(last, since) / 3);
    const ratio = (ofLast.startSeconds?.p50 ?? 0) / pool.startedSeconds(last, since);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  it("waits for what runs, and for the jobs that an account may not run at once", async () => {
    const pool = await buildMeasuredPool();
    await pool.addWorker(1);
    await pool.addWorker(1);
    await pool.accounts.change(pool.accountId, { limits: { maximumRunningJobs: 1 } }, 0);
    await pool.submitFrames(100);
    await pool.takeWork();
    const second = await pool.estimate(await pool.submitFrames(100));
    expect(second.startSeconds?.p50).toBe(5);
    expect(second.finishSeconds?.p50).toBe(10);
    await pool.advance(3000);
    const third = await pool.estimate(await pool.submitFrames(100));
    expect(third.startSeconds?.p50).toBe(7);
  });

  it("plays a job's later tasks after those that they need", async () => {
    const pool = await buildMeasuredPool();
    await pool.addWorker(1);
    await pool.addWorker(1);
    const work = measureWork("generate-video", 100);
    const scenes = [0, 1, 2].map((position) => aTask({ ...work, position, final: false }));
    const last = aTask({
      ...work,
      position: 3,
      dependsOn: scenes.map(({ id }) => id),
    });
    const job = await pool.submit({ ...free, createdAt: pool.now(), tasks: [...scenes, last] });
    expect((await pool.estimate(job)).finishSeconds?.p50).toBe(15);
  });

  it("of a task that runs follows its pace", async () => {
    const pool = await buildMeasuredPool();
    const { nodeId } = await pool.addWorker(1);
    const job = await pool.submitFrames(900);
    const lease = await pool.take(nodeId);
    await pool.advance(10_000);
    expect((await pool.estimate(job)).finishSeconds?.p50).toBe(19);
    const report = { reportNumber: 1, stage: "generating", percent: 50, logs: [] } as const;
    await pool.dispatcher.report(nodeId, lease?.leaseId ?? "", { ...report, logs: [] });
    // Half of it took 10 s, so that the other half may take 10 s too, not 19 as it was measured.
    expect((await pool.estimate(job)).finishSeconds?.p50).toBe(14.5);
  });

  it("is nothing while no node online could take the job", async () => {
    const pool = await buildMeasuredPool();
    const nothing = { queuePosition: null, startSeconds: null, finishSeconds: null };
    const job = await pool.submitFrames(100);
    expect(await pool.estimate(job)).toEqual(nothing);
    await pool.addWorker(1);
    const requirements = { kind: "generate-video", model: "veo-3" };
    const impossible = await pool.submitFrames(100, { requirements });
    expect(await pool.estimate(impossible)).toEqual(nothing);
    expect((await pool.estimate(job)).queuePosition).toBe(1);
  });

  it("of a very long queue looks at some of its tasks, each for many", async () => {
    const pool = await buildMeasuredPool();
    await pool.addWorker(1);
    const tasks = Array.from({ length: 200 }, () => aTask(measureWork("generate-video", 100)));
    for (let index = 0; index < 6; index += 1) {
      const own = tasks.map((task) => ({ ...task, id: newId() }));
      await pool.submit({ ...free, createdAt: pool.now(), tasks: own });
    }
    const { picture } = await pool.look();
    expect(picture.ready).toHaveLength(400);
    expect(picture.ready.every(({ standsFor }) => standsFor === 3)).toBe(true);
    const job = await pool.submitFrames(100);
    const { startSeconds, queuePosition } = await pool.estimate(job);
    expect(queuePosition).toBeGreaterThan(1150);
    expect(queuePosition).toBeLessThan(1250);
    expect((startSeconds?.p50 ?? 0) / (1200 * 5)).toBeCloseTo(1, 1);
  });
});
