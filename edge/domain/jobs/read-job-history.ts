import { isJobEvent, type JobEvent } from "#contracts/events.ts";
import type { Services } from "../services.ts";
import type { Job } from "./job.ts";
import { isTerminalJobState } from "./transitions.ts";

/** A job with its live progress and what its feed logged, oldest first. */
export type JobHistory = { job: Job; events: JobEvent[] };

/** No job's feed is this long; a node that logs without end is cut off here. */
const MAXIMUM_EVENTS = 1000;

/**
 * Reads what a job's feed has of it in one call: its history and, while it runs, its progress.
 * The stored state wins; a feed forgets its history some time after the job's end.
 */
export async function readJobHistory(services: Services, job: Job): Promise<JobHistory> {
  const { entries, progress } = await services.feeds.ofJob(job.id).read(0, MAXIMUM_EVENTS);
  const events = entries.map((entry) => entry.event).filter(isJobEvent);
  const runs = !isTerminalJobState(job.state) && job.state !== "queued";
  if (!progress || !runs) return { job, events };
  const percent = Math.max(job.percent, progress.percent);
  return { job: { ...job, percent, stage: progress.stage }, events };
}
