import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import { cancelJob } from "./cancel-job.ts";

/**
 * Takes a job's record from its account, everywhere; one that has not ended is cancelled first. Its
 * outputs stay: they are assets of their own, and links to them keep working.
 *
 * @throws DomainError `not-found` for unknown, foreign and deleted ids alike.
 */
export async function deleteJob(
  services: Services,
  accountId: string,
  jobId: string,
): Promise<void> {
  await cancelJob(services, accountId, jobId);
  if (await services.jobs.delete(jobId, accountId, services.clock.now())) return;
  throw new DomainError("not-found", "There is no job with this id.");
}
