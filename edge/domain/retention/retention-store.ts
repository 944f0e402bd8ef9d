import type { AccountLimits } from "#contracts/limits.ts";

/** How long an account's records are kept. */
export type RetentionPolicy = Pick<
  AccountLimits,
  "jobRetentionDays" | "assetRetentionDays" | "deliveryRetentionDays"
>;

/** A job whose record is gone, and the batch it was one of. */
export type ForgottenJob = { jobId: string; finishedAt: number };

/**
 * Records past their time. Every call handles `limit` rows at most, answers how many they were, and
 * may be run again.
 */
export interface RetentionStore {
  /** Accounts that were last looked at before this time, the longest ago first. */
  listUntidied(
    tidiedBefore: number,
    limit: number,
  ): Promise<{ accountId: string; policy: RetentionPolicy }[]>;
  recordTidied(accountId: string, tidiedAt: number): Promise<void>;
  /**
   * Removes jobs that ended before a time, with their tasks, and batches that have none left. A
   * template or a sound is kept with the job that inspected it until its account deletes it; a job
   * is kept while something is still to be told of it, or while others may use what it made.
   */
  forgetJobs(
    accountId: string,
    finishedBefore: number,
    limit: number,
  ): Promise<{ jobs: ForgottenJob[]; batchIds: string[] }>;
  /** Takes outputs of jobs away that were made before a time; the sweep removes their bytes. */
  expireOutputs(
    accountId: string,
    createdBefore: number,
    now: number,
    limit: number,
  ): Promise<number>;
  /** Removes deliveries that ended before a time, with their attempts. */
  forgetDeliveries(accountId: string, finishedBefore: number, limit: number): Promise<number>;
  /** Removes idempotency keys that expired, of all accounts. */
  forgetExpiredKeys(now: number, limit: number): Promise<void>;
}
