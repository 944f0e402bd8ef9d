import { DomainError } from "../errors.ts";
import { tellJobChanged } from "../outbox/tell-job-changed.ts";
import type { Services } from "../services.ts";
import { readJob, type JobView } from "./read-job.ts";

/**
 * Asks for a job's end and answers with the job as it is then. Safe to call again and again: a job
 * that has ended stays as it ended.
 *
 * @throws DomainError `not-found` for unknown and foreign ids alike.
 */
export async function cancelJob(
  services: Services,
  accountId: string,
  jobId: string,
): Promise<JobView> {
  const now = services.clock.now();
  const cancelId = services.random.uuid(now);
  const outcome = await services.jobs.cancel(jobId, accountId, cancelId, now);
  if (outcome === "not-found") {
    throw new DomainError("not-found", "There is no job with this id.");
  }
  await tellJobChanged(services, jobId);
  return readJob(services, accountId, jobId);
}
