import { cancelJob } from "../jobs/cancel-job.ts";
import { isTerminalJobState } from "../jobs/transitions.ts";
import type { Services } from "../services.ts";
import { readBatch, type BatchView } from "./read-batch.ts";

/**
 * Asks for the end of every job of the batch that has not ended. Safe to call again and again.
 *
 * @throws DomainError `not-found` for unknown and foreign ids alike.
 */
export async function cancelBatch(
  services: Services,
  accountId: string,
  batchId: string,
): Promise<BatchView> {
  const { jobs } = await readBatch(services, accountId, batchId);
  const open = jobs.filter((job) => !isTerminalJobState(job.state));
  await Promise.all(open.map((job) => cancelJob(services, accountId, job.id)));
  return readBatch(services, accountId, batchId);
}
