import type { JobState } from "#contracts/job.ts";
import type { Account } from "../../domain/accounts/account-store.ts";
import { isGivenBack } from "../../domain/jobs/is-given-back.ts";
import type { Job } from "../../domain/jobs/job.ts";
import type { JobHistory } from "../../domain/jobs/read-job-history.ts";
import { openingLogs, presentLogs } from "./logs.ts";
import { StoredRequest } from "./schemas.ts";
import type { VideoJob } from "./views.ts";

/** Signs a link to one of the account's media paths. */
export type Linker = (path: string) => Promise<string>;

type StatusWord = VideoJob["status"];

const STATUS_OF = {
  queued: "PENDING",
  running: "RUNNING",
  cancelling: "RUNNING",
  completed: "SUCCEEDED",
  failed: "FAILED",
  cancelled: "CANCELLED",
} as const satisfies Record<JobState, StatusWord>;

/** The document's three, and one each for the ends that it shows no message of. */
const MESSAGES: Record<StatusWord, string> = {
  PENDING: "Job queued for processing",
  RUNNING: "Video generation in progress...",
  SUCCEEDED: "Video generation completed successfully!",
  FAILED: "Video generation failed",
  CANCELLED: "Video generation cancelled",
};

/** The states that a status word stands for. */
export function statesOf(status: StatusWord): JobState[] {
  const states = Object.entries(STATUS_OF) as [JobState, StatusWord][];
  return states.filter(([, word]) => word === status).map(([state]) => state);
}

/** The answer to a submission, made of what never changes: a repeated one reads the same. */
export function presentSubmission(account: Account, job: Job): VideoJob {
  const request = StoredRequest.parse(job.request);
  return {
    ...presentRequest(account, job, request),
    ...presentStatus("PENDING"),
    progressPercentage: 0,
    logs: openingLogs(job),
    cloudinaryUrl: null,
    errorMessage: null,
    tokensConsumed: request.tokens,
    completedAt: null,
  };
}

/** A job as it is now, with what its feed logged. */
export async function presentJob(
  account: Account,
  { job, events }: JobHistory,
  link: Linker,
): Promise<VideoJob> {
  const request = StoredRequest.parse(job.request);
  return {
    ...presentRequest(account, job, request),
    ...presentStatus(STATUS_OF[job.state]),
    progressPercentage: Math.round(job.percent),
    logs: presentLogs(job, events, request),
    cloudinaryUrl: job.state === "completed" ? await link(videoPath(job.id)) : null,
    errorMessage: job.state === "failed" ? (job.errorMessage ?? MESSAGES.FAILED) : null,
    tokensConsumed: isGivenBack(job) ? 0 : request.tokens,
    completedAt: job.finishedAt === null ? null : new Date(job.finishedAt).toISOString(),
  };
}

/** Where the finished video of a job is. */
export function videoPath(jobId: string): string {
  return `/videos/${jobId}.mp4`;
}

function presentRequest(account: Account, job: Job, request: StoredRequest) {
  const { prompt, model, resolution, aspectRatio, durationSeconds, procedural } = request;
  return {
    id: job.id,
    userId: account.externalSubject ?? account.id,
    prompt,
    model,
    resolution,
    aspectRatio,
    durationSeconds,
    procedural,
    createdAt: new Date(job.createdAt).toISOString(),
  };
}

function presentStatus(status: StatusWord) {
  return { status, statusMessage: MESSAGES[status] };
}
