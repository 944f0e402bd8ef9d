import { DomainError } from "../errors.ts";
import { tellJobChanged } from "../outbox/tell-job-changed.ts";
import type { Services } from "../services.ts";
import { readJob, type JobView } from "./read-job.ts";

/**
 * Moves a job among those of its account, as `JobPriority` of the contract says, and answers with
 * the job as it is then. It takes nothing from other accounts: their shares decide between them.
 *
 * @throws DomainError `not-found` for unknown and foreign ids alike, `already-ended` for one that
 *   has ended or is being cancelled.
 */
export async function prioritiseJob(
  services: Services,
  accountId: string,
  jobId: string,
  priority: number,
): Promise<JobView> {
  const now = services.clock.now();
  const changeId = services.random.uuid(now);
  const outcome = await services.jobs.prioritise(jobId, accountId, { priority, changeId }, now);
  switch (outcome) {
    case "not-found":
      throw new DomainError("not-found", "There is no job with this id.");
    case "ended":
      throw new DomainError("already-ended", "The job has ended or is being cancelled.");
    case "set":
      await tellJobChanged(services, jobId);
      return readJob(services, accountId, jobId);
  }
}
