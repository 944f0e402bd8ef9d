import type { TaskRequirements } from "#contracts/task.ts";
import { createSpeedStore } from "../../edge/adapters/d1/speed-store.ts";
import type { GrantedLease } from "../../edge/domain/dispatch/pool-client.ts";
import { estimateIn, type JobEstimate } from "../../edge/domain/estimates/estimate-job.ts";
import type { FleetForecast } from "../../edge/domain/estimates/fleet-forecasts.ts";
import { SpeedBook } from "../../edge/domain/estimates/speed-book.ts";
import { measureWork } from "../../edge/domain/estimates/workload.ts";
import type { NewJob } from "../../edge/domain/jobs/job.ts";
import { aTask } from "./build-fleet.ts";
import { buildPool } from "./build-pool.ts";

/** A node of one slot: `slowness` times as long as a node of speed 1 would need. */
export type Worker = { nodeId: string; slowness: number };
type Running = { worker: Worker; lease: GrantedLease; endsAt: number };

/** Evens out to nothing: what one task takes against the next, though they are the same work. */
const UNEVENNESS = [1, 0.8, 1.3, 0.9, 1.1, 0.7, 1.2];

/** A pool whose nodes take time for their work, by the clock that `advance` moves. */
export async function buildMeasuredPool() {
  const pool = await buildPool();
  const speeds = createSpeedStore(pool.database);
  const workers: Worker[] = [];
  const endedAt = new Map<string, number>();
  const startedAt = new Map<string, number>();
  let running: Running[] = [];
  let taken = 0;

  async function addWorker(slowness: number): Promise<Worker> {
    const worker = { nodeId: await pool.addNode(), slowness };
    await pool.connectNode(worker.nodeId);
    workers.push(worker);
    return worker;
  }

  /** A job of one task that draws so many 720p frames. */
  function submitFrames(
    frames: number,
    change: { requirements?: TaskRequirements; accountId?: string } = {},
  ): Promise<NewJob> {
    const { requirements, ...others } = change;
    const work = measureWork("generate-video", frames);
    return pool.submit({
      ...others,
      price: { currency: "tokens", amount: 0 },
      createdAt: pool.now(),
      tasks: [aTask({ ...work, ...(requirements && { requirements }) })],
    });
  }

  async function takeWork(): Promise<void> {
    for (const worker of workers) {
      if (running.some((work) => work.worker === worker)) continue;
      const lease = await pool.take(worker.nodeId);
      if (!lease) continue;
      const snapshot = await pool.jobs.readSnapshot(lease.jobId);
      const task = snapshot?.tasks.find(({ taskId }) => taskId === lease.taskId);
      const uneven = UNEVENNESS[taken % UNEVENNESS.length] ?? 1;
      taken += 1;
      const seconds = (task?.expectedSeconds ?? 0) * worker.slowness * uneven;
      startedAt.set(lease.jobId, pool.now());
      running.push({ worker, lease, endsAt: pool.now() + seconds * 1000 });
    }
  }

  /** Lets the nodes work until nothing is left to do. */
  async function workOff(): Promise<void> {
    await takeWork();
    while (running.length > 0) {
      running.sort((a, b) => a.endsAt - b.endsAt);
      const [first, ...others] = running;
      if (!first) return;
      await pool.advance(Math.max(0, first.endsAt - pool.now()));
      running = others;
      await pool.settle({ ...first.lease, nodeId: first.worker.nodeId }, { now: pool.now() });
      endedAt.set(first.lease.jobId, pool.now());
      pool.changed.push(first.lease.jobId);
      await pool.tellChanges();
      await takeWork();
    }
  }

  async function look(): Promise<FleetForecast> {
    const picture = await pool.dispatcher.readPicture();
    return { picture, book: new SpeedBook(await speeds.list(pool.pool, 100)) };
  }

  async function estimate(job: NewJob): Promise<JobEstimate> {
    const snapshot = await pool.jobs.readSnapshot(job.id);
    if (!snapshot) throw new Error("There is no such job.");
    return estimateIn(await look(), snapshot, pool.now());
  }

  return {
    ...pool,
    speeds,
    addWorker,
    submitFrames,
    takeWork,
    workOff,
    look,
    estimate,
    /** Seconds from a time on until the job had ended. */
    tookSeconds: (job: Pick<NewJob, "id">, since: number) =>
      ((endedAt.get(job.id) ?? 0) - since) / 1000,
    startedSeconds: (job: NewJob, since: number) => ((startedAt.get(job.id) ?? 0) - since) / 1000,
  };
}
