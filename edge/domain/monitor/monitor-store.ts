import type { JobState } from "#contracts/job.ts";
import type { Job } from "../jobs/job.ts";

/** Work of the whole deployment, whoever's it is. Times are Unix milliseconds. */
export type QueueFigures = {
  /** Tasks that could start now if a slot were free. */
  readyTasks: number;
  /** Since when the oldest of them has been ready; null when there is none. */
  oldestReadyAt: number | null;
  /** Tasks that nodes hold. */
  leasedTasks: number;
};

/** Jobs that ended within one stretch of time, of all accounts together. */
export type EndedJobs = {
  /** Which stretch, counted from the first. */
  index: number;
  completed: number;
  failed: number;
  cancelled: number;
  /** How long those that ever started had waited, on average, in milliseconds. */
  averageWaitMilliseconds: number | null;
};

/** What the public monitor reads. Jobs are those of accounts that opted in, never others'. */
export interface MonitorStore {
  /** Newest first, at most `limit` of them. */
  listPublicJobs(states: readonly JobState[], limit: number): Promise<Job[]>;
  /** The job if its account opted in, else null; deleted records and disabled accounts are not shown. */
  readPublicJob(jobId: string): Promise<Job | null>;
  readQueue(): Promise<QueueFigures>;
  /** Jobs that ended in [since, until), in stretches of equal length; those without any are left out. */
  countEnded(since: number, until: number, stretchMilliseconds: number): Promise<EndedJobs[]>;
}
