import type { TaskInput } from "#contracts/task-inputs.ts";
import type { Asset } from "../assets/asset-store.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { Job } from "./job.ts";
import { isTerminalJobState } from "./transitions.ts";

/** A job with its live progress, what it is made from and, once it is completed, its outputs. */
export type JobView = Job & { inputs: TaskInput[]; outputs: Asset[] };

/**
 * Reads a job of the account. The stored state always wins. The feed knows percent and stage
 * better: how far a job came that did not complete stands nowhere else, and percent never falls.
 *
 * @throws DomainError `not-found` for unknown and foreign ids alike.
 */
export async function readJob(
  services: Services,
  accountId: string,
  jobId: string,
): Promise<JobView> {
  const job = await services.jobs.readOwned(jobId, accountId);
  if (!job) throw new DomainError("not-found", "There is no job with this id.");
  const inputs = await services.jobs.listInputs(jobId);
  if (job.state === "completed") {
    return { ...job, inputs, outputs: await services.assets.listJobOutputs(jobId) };
  }
  return { ...(await withLiveProgress(services, job)), inputs, outputs: [] };
}

/** The job with the percent, and while it runs the stage, that its feed has told. */
export async function withLiveProgress<Stored extends Job>(
  services: Services,
  job: Stored,
): Promise<Stored> {
  if (job.state === "completed" || job.state === "queued") return job;
  const { progress } = await services.feeds.ofJob(job.id).read(0, 0);
  if (!progress) return job;
  const stage = isTerminalJobState(job.state) ? null : progress.stage;
  return { ...job, percent: Math.max(job.percent, progress.percent), stage };
}
