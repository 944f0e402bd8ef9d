import type { Job, JobSnapshot } from "../jobs/job.ts";
import { isTerminalJobState } from "../jobs/transitions.ts";
import type { Services } from "../services.ts";
import type { FleetForecast } from "./fleet-forecasts.ts";
import { playForward, type Play } from "./play-forward.ts";
import type { Quantile } from "./speed-book.ts";
import { withJob } from "./with-job.ts";

/** Half of all cases, and nine in ten, are no later: seconds from now. */
export type Seconds = { p50: number; p90: number };

export type JobEstimate = {
  /** Tasks that get a slot no later than its first one does; null once that has one, or never gets one. */
  queuePosition: number | null;
  /** 0 once it has started; null while nobody online could take it. */
  startSeconds: Seconds | null;
  finishSeconds: Seconds | null;
};

/** How old a look at the fleet may be for whoever asks about a job. */
const FRESH_MILLISECONDS = 2000;

/**
 * When a job starts and ends, by what its pool's nodes measured and what waits before it.
 *
 * @returns null for a job that has ended.
 */
export async function estimateJob(services: Services, job: Job): Promise<JobEstimate | null> {
  if (isTerminalJobState(job.state)) return null;
  const snapshot = await services.jobs.readSnapshot(job.id);
  if (!snapshot || isTerminalJobState(snapshot.state)) return null;
  try {
    const forecast = await services.forecasts.read(services, snapshot.pool, FRESH_MILLISECONDS);
    return estimateIn(forecast, snapshot, services.clock.now());
  } catch {
    // The job can be read though its pool cannot be asked now.
    return { queuePosition: null, startSeconds: null, finishSeconds: null };
  }
}

/** The estimate of one look at the fleet. */
export function estimateIn(forecast: FleetForecast, job: JobSnapshot, now: number): JobEstimate {
  const half = playJob(forecast, job, now, "p50");
  const most = playJob(forecast, job, now, "p90");
  return {
    queuePosition: half.queuePosition,
    startSeconds: pairOf(half.startSeconds, most.startSeconds),
    finishSeconds: pairOf(half.finishSeconds, most.finishSeconds),
  };
}

/** How a job goes by one look at the fleet. */
export function playJob(
  { picture, book }: FleetForecast,
  job: JobSnapshot,
  now: number,
  quantile: Quantile,
): Play {
  // What runs went on running since.
  const known = withJob({ ...picture, at: Math.max(picture.at, now) }, job);
  return playForward(known, book, job.jobId, quantile);
}

function pairOf(p50: number | null, p90: number | null): Seconds | null {
  if (p50 === null || p90 === null) return null;
  return { p50: round(p50), p90: round(Math.max(p50, p90)) };
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
