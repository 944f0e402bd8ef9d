import type { Services } from "../services.ts";
import type { JobListQuery } from "./job-store.ts";
import type { Job } from "./job.ts";

/** The account's jobs, newest first; `before` continues after the last id of a page. */
export function listJobs(services: Services, query: JobListQuery): Promise<Job[]> {
  return services.jobs.list(query);
}
