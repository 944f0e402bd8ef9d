import { DomainError } from "../errors.ts";
import type { Job } from "../jobs/job.ts";
import { readJobHistory, type JobHistory } from "../jobs/read-job-history.ts";
import type { Services } from "../services.ts";

/**
 * The job, if its account opted in to the public monitor.
 *
 * @throws DomainError `not-found` for unknown jobs and those of other accounts alike.
 */
export async function readPublicJob(services: Services, jobId: string): Promise<Job> {
  const job = await services.monitor.readPublicJob(jobId);
  if (!job) throw new DomainError("not-found", "There is no such job on the monitor.");
  return job;
}

/** As `readPublicJob`, with what its feed logged. */
export async function readPublicHistory(services: Services, jobId: string): Promise<JobHistory> {
  return readJobHistory(services, await readPublicJob(services, jobId));
}
