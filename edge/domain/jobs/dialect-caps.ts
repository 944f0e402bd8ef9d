import type { Dialect } from "#contracts/job.ts";
import type { AccountLimits } from "#contracts/limits.ts";

/** Jobs of one dialect that an account may run at once, and have unfinished; null: any number. */
export type DialectCaps = { running: number | null; open: number | null };

/**
 * The caps that a dialect's document sets beside the account's own. Those that run and those that
 * wait are counted together when a job is accepted, so that what is accepted does not depend on
 * how fast nodes take the first ones.
 */
export function dialectCaps(limits: AccountLimits, dialect: Dialect): DialectCaps {
  if (dialect !== "video-jobs") return { running: null, open: null };
  const { videoJobsRunning, videoJobsQueued } = limits;
  return { running: videoJobsRunning, open: videoJobsRunning + videoJobsQueued };
}
