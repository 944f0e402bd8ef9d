import { DomainError } from "../errors.ts";
import type { BatchJob, Job } from "../jobs/job.ts";
import { withLiveProgress } from "../jobs/read-job.ts";
import { isTerminalJobState } from "../jobs/transitions.ts";
import type { Services } from "../services.ts";
import type { Batch } from "./batch-store.ts";

/** `partial`: some jobs are completed and some are not; `failed`: none is. */
export type BatchState = "processing" | "completed" | "partial" | "failed";

/** A batch and its jobs with their live progress, in the order of the request. */
export type BatchView = Batch & { state: BatchState; jobs: BatchJob[] };

/**
 * Reads a batch of the account. Its state follows from its jobs: `processing` until all have ended.
 *
 * @throws DomainError `not-found` for unknown and foreign ids alike.
 */
export async function readBatch(
  services: Services,
  accountId: string,
  batchId: string,
): Promise<BatchView> {
  const [batch, stored] = await Promise.all([
    services.batches.readOwned(batchId, accountId),
    services.jobs.listBatch(batchId, accountId),
  ]);
  if (!batch) throw new DomainError("not-found", "There is no batch with this id.");
  const jobs = await Promise.all(stored.map((job) => withLiveProgress(services, job)));
  return { ...batch, state: batchStateOf(jobs), jobs };
}

/** What the jobs of a batch make of it. */
export function batchStateOf(jobs: readonly Job[]): BatchState {
  if (jobs.some((job) => !isTerminalJobState(job.state))) return "processing";
  const completed = jobs.filter((job) => job.state === "completed").length;
  if (completed === 0) return "failed";
  return completed === jobs.length ? "completed" : "partial";
}
