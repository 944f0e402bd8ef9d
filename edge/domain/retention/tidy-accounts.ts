import { FEED_RETENTION_SECONDS } from "#contracts/limits.ts";
import type { Services } from "../services.ts";
import type { RetentionPolicy } from "./retention-store.ts";

const ACCOUNTS_PER_SWEEP = 20;
/** Rows of each kind and account in one sweep. */
const ROWS_AT_ONCE = 100;
/** An account that had no more than that to let go is looked at again after so long. */
const TIDY_MILLISECONDS = 6 * 3_600_000;
const DAY_MILLISECONDS = 24 * 3_600_000;

/**
 * Lets go of what accounts' policies keep no longer: jobs with their feeds and batches, what jobs
 * made, webhook deliveries, and events in the account's own feed. A few accounts a sweep, in turn,
 * and of each a bounded number of rows, so that a large account delays no other.
 */
export async function tidyAccounts(services: Services): Promise<void> {
  const { retention, clock } = services;
  await retention.forgetExpiredKeys(clock.now(), ROWS_AT_ONCE);
  const before = clock.now() - TIDY_MILLISECONDS;
  for (const { accountId, policy } of await retention.listUntidied(before, ACCOUNTS_PER_SWEEP)) {
    const hasMore = await tidyAccount(services, accountId, policy);
    // One that has more goes to the end of those that wait for their turn.
    await retention.recordTidied(accountId, hasMore ? before - 1 : clock.now());
  }
}

/** True when a step had more to do than it may do at once. */
async function tidyAccount(
  services: Services,
  accountId: string,
  policy: RetentionPolicy,
): Promise<boolean> {
  const { retention, feeds, clock } = services;
  const now = clock.now();
  const ago = (days: number) => now - days * DAY_MILLISECONDS;
  const { assetRetentionDays, deliveryRetentionDays, jobRetentionDays } = policy;
  const counts = [
    await retention.expireOutputs(accountId, ago(assetRetentionDays), now, ROWS_AT_ONCE),
    await retention.forgetDeliveries(accountId, ago(deliveryRetentionDays), ROWS_AT_ONCE),
    await forgetJobs(services, accountId, ago(jobRetentionDays)),
  ];
  await feeds.ofAccount(accountId).forgetBefore(ago(jobRetentionDays));
  return counts.some((count) => count >= ROWS_AT_ONCE);
}

async function forgetJobs(
  { retention, feeds, clock }: Services,
  accountId: string,
  finishedBefore: number,
): Promise<number> {
  const { jobs, batchIds } = await retention.forgetJobs(accountId, finishedBefore, ROWS_AT_ONCE);
  // A feed that is older has let itself go, or is about to.
  const keptSince = clock.now() - FEED_RETENTION_SECONDS * 1000;
  const kept = jobs.filter(({ finishedAt }) => finishedAt > keptSince);
  for (const { jobId } of kept) await feeds.ofJob(jobId).forget();
  for (const batchId of batchIds) await feeds.ofBatch(batchId).forget();
  return jobs.length;
}
