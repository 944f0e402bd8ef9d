import type { Services } from "../services.ts";
import { drainOutbox } from "./drain-outbox.ts";

/**
 * Called after a commit that changed a job. The change is told at once, after the answer went out;
 * the queue tells it again in case this isolate dies first, and the sweep in case the queue fails.
 */
export async function tellJobChanged(services: Services, jobId: string): Promise<void> {
  services.afterAnswer(drainOutbox(services, jobId));
  await services.jobsQueue.send([{ type: "jobs-changed", jobIds: [jobId] }]).catch(() => {
    // The outbox row stands; the sweep finds it.
  });
}
