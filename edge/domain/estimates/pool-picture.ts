import type { Dialect, JobState } from "#contracts/job.ts";
import type { NodeCapabilities } from "#contracts/node-protocol.ts";
import type { TaskRequirements } from "#contracts/task.ts";

/** A task as estimates see it. */
export type PicturedTask = {
  taskId: string;
  jobId: string;
  requirements: TaskRequirements;
  /** On a node of speed 1. */
  expectedSeconds: number;
};

export type PicturedJob = {
  jobId: string;
  accountId: string;
  dialect: Dialect;
  state: JobState;
  weight: number;
  maximumRunningJobs: number;
  /** Null: any number. */
  maximumRunningInDialect: number | null;
};

/** Jobs that an account has running. */
export type PicturedAccount = {
  accountId: string;
  virtualTime: number;
  running: number;
  runningInDialect: Partial<Record<Dialect, number>>;
};

/**
 * A pool at one moment, small enough to be sent: its nodes, what they work on, and what waits. Of
 * a long queue it has every n-th task, each standing for n. Times are Unix milliseconds.
 */
export type PoolPicture = {
  at: number;
  nodes: {
    nodeId: string;
    /** True: it is heard from and takes work. */
    takesWork: boolean;
    /** True: it was revoked, and never comes back. */
    revoked: boolean;
    /** Null: it was enrolled and never said what it can do. */
    capabilities: NodeCapabilities | null;
  }[];
  accounts: PicturedAccount[];
  jobs: PicturedJob[];
  leased: (PicturedTask & {
    nodeId: string;
    slotIndex: number;
    leasedAt: number;
    percent: number;
  })[];
  /** `standsFor`: how many tasks of the queue it is there for. The highest `rank` is first. */
  ready: (PicturedTask & { rank: number; retryAt: number; standsFor: number })[];
  /** Tasks that need others of their job. */
  dependent: PicturedTask[];
  /** Where an account starts that the pool does not know yet. */
  virtualTime: number;
};

/** What puts tasks of one account in order: priority, and an age of five minutes counts as one. */
export function rankOf(priority: number, readyAt: number): number {
  return priority - readyAt / 300_000;
}
