import { tellJobChanged } from "../outbox/tell-job-changed.ts";
import type { Services } from "../services.ts";
import type { FailureReason } from "./job.ts";

/**
 * Ends a job that cannot be done, with the reason that its account is shown; what it held is given
 * back. A job that a node already works on goes on.
 */
export async function failJob(
  services: Services,
  jobId: string,
  reason: FailureReason,
): Promise<void> {
  const now = services.clock.now();
  await services.jobs.fail(jobId, services.random.uuid(now), reason, now);
  await tellJobChanged(services, jobId);
}
