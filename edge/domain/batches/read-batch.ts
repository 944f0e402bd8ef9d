import { DomainError } from "../errors.ts";
import type { BatchJob } from "../jobs/job.ts";
import { withLiveProgress } from "../jobs/read-job.ts";
import type { Services } from "../services.ts";

/** A batch and its jobs with their live progress, in the order of the request. */
export type BatchView = { id: string; accountId: string; jobs: BatchJob[] };

/**
 * Reads a batch of the account.
 *
 * @throws DomainError `not-found` for unknown and foreign ids alike.
 */
export async function readBatch(
  services: Services,
  accountId: string,
  batchId: string,
): Promise<BatchView> {
  const jobs = await services.jobs.listBatch(batchId, accountId);
  if (jobs.length === 0) throw new DomainError("not-found", "There is no batch with this id.");
  return {
    id: batchId,
    accountId,
    jobs: await Promise.all(jobs.map((job) => withLiveProgress(services, job))),
  };
}
