import { setTimeout as sleep } from "node:timers/promises";
import type { LocalDeployment } from "../../scripts/local/start-fleet.ts";
import { type JobStatus, readStatus } from "../../scripts/local/watch-job.ts";

const pollMilliseconds = 250;

/**
 * Polls a job's status, and does nothing else, until it is as wished; an edge that does not answer
 * for a while is asked again. Throws after the limit, and at once when the job fails.
 */
export async function waitForJob(
  deployment: Pick<LocalDeployment, "origin" | "apiKey">,
  jobId: string,
  isWished: (job: JobStatus) => boolean,
  limitSeconds: number,
): Promise<JobStatus> {
  const started = performance.now();
  let last = "nothing";
  while (performance.now() - started < limitSeconds * 1000) {
    try {
      const job = await readStatus(deployment, jobId);
      if (isWished(job)) return job;
      last = JSON.stringify(job);
    } catch (error) {
      last = String(error);
    }
    if (/"status":"(failed|cancelled)"/.test(last)) break;
    await sleep(pollMilliseconds);
  }
  throw new Error(`the job is not as wished after ${limitSeconds} s; the last answer was ${last}`);
}

/** True in mid-render: it has begun, and much is left. */
export const isRendering = (job: JobStatus): boolean =>
  job.status === "processing" && (job.progress ?? 0) >= 5;

/** True once the video can be had. */
export const isCompleted = (job: JobStatus): boolean => job.status === "completed";
