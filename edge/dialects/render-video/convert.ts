import { isJobEvent, type FeedEvent, type JobEvent } from "#contracts/events.ts";
import type { JobState } from "#contracts/job.ts";
import type { MediaDescription, VideoContainer } from "#contracts/task.ts";
import type { FeedMessage } from "../../domain/feeds/feed-subscriber.ts";
import type { Job } from "../../domain/jobs/job.ts";
import type { JobView } from "../../domain/jobs/read-job.ts";
import { RenderVideoRequest } from "./schemas.ts";
import type { RenderVideoStatus, RenderVideoSubmission } from "./views.ts";

/** The document's status words. */
const STATUS_WORDS = {
  queued: "queued",
  running: "processing",
  cancelling: "processing",
  completed: "completed",
  failed: "failed",
  cancelled: "cancelled",
} as const satisfies Record<JobState, RenderVideoStatus["status"]>;

const MESSAGES: Record<JobState, string> = {
  queued: "Your video rendering job has been queued.",
  running: "Your video is being rendered.",
  cancelling: "Your video rendering job is being cancelled.",
  completed: "Your video has been successfully rendered and is available for download.",
  failed: "There was an error rendering your video.",
  cancelled: "Your video rendering job was cancelled.",
};

/** Signs a link to one of the account's media paths. */
export type Linker = (path: string) => Promise<string>;

/** The answer to a submission, made of what never changes: a repeated one reads the same. */
export function presentSubmission(job: Job): RenderVideoSubmission {
  return {
    job_id: job.id,
    status: "queued",
    message: queuedMessage(job),
    estimated_time: job.estimatedSeconds,
  };
}

/** The document's words, and what else whoever submitted it should know. */
function queuedMessage({ notice }: Job): string {
  return notice === null ? MESSAGES.queued : `${MESSAGES.queued} ${notice}`;
}

/**
 * The job's status. Once the job has ended it is the notification's body and `progress` in percent;
 * until then what is known: the request's fields, and while it waits the estimate.
 */
export async function presentJob(job: JobView, link: Linker): Promise<RenderVideoStatus> {
  const progress = Math.round(job.percent);
  switch (job.state) {
    case "completed":
      return { ...(await presentCompleted(job.id, describeVideo(job), link)), progress };
    case "failed":
      return { ...presentError(job.id, "failed", job.errorMessage ?? MESSAGES.failed), progress };
    case "cancelled":
      return { ...presentError(job.id, "cancelled", MESSAGES.cancelled), progress };
    case "queued":
    case "running":
    case "cancelling": {
      const { duration, resolution, format } = RenderVideoRequest.parse(job.request);
      return {
        job_id: job.id,
        status: STATUS_WORDS[job.state],
        progress,
        message: job.state === "queued" ? queuedMessage(job) : MESSAGES[job.state],
        duration,
        resolution,
        format,
        ...(job.state === "queued" && { estimated_time: job.estimatedSeconds }),
      };
    }
  }
}

/**
 * What a `/notifications` listener is told: `job_complete` and `error` as documented, and with
 * `progress` every logged event and the live progress. `seq` stands beside the documented fields.
 */
export async function presentNotification(
  message: FeedMessage,
  options: { progress: boolean },
  link: Linker,
): Promise<object | null> {
  switch (message.kind) {
    case "reset":
      return { type: "reset", seq: message.seq };
    case "progress": {
      if (!options.progress) return null;
      const { jobId, percent, stage } = message.snapshot;
      return { type: "progress", job_id: jobId, status: "processing", percent, stage };
    }
    case "event": {
      const { seq, event } = message.entry;
      const body = await presentEvent(event, options, link);
      return body && { ...body, seq };
    }
  }
}

/** The document's notification for an event that ends a job; also the webhook's body. */
export async function presentEnd(event: JobEvent, link: Linker): Promise<object | null> {
  const { jobId } = event;
  switch (event.type) {
    case "job-completed":
      return event.media && presentCompleted(jobId, describeMedia(event.media), link);
    case "job-failed":
      return presentError(jobId, "failed", event.message);
    case "job-cancelled":
      return presentError(jobId, "cancelled", MESSAGES.cancelled);
    default:
      return null;
  }
}

/** The document's message for a connection that cannot be served. */
export function presentConnectionError(message: string): object {
  return presentError(null, "failed", message);
}

type Video = { duration: number; resolution: string; format: VideoContainer };

async function presentCompleted(jobId: string, video: Video, link: Linker) {
  return {
    type: "job_complete" as const,
    job_id: jobId,
    status: STATUS_WORDS.completed,
    video_url: await link(videoPath(jobId, video.format)),
    thumbnail_url: await link(thumbnailPath(jobId)),
    message: MESSAGES.completed,
    ...video,
  };
}

/** The document's error message, for a job or for a connection. */
function presentError<JobId extends string | null>(
  jobId: JobId,
  status: "failed" | "cancelled",
  message: string,
) {
  return { type: "error" as const, job_id: jobId, status, message };
}

/** What was made, as it was probed; what was asked for when its file is gone. */
function describeVideo(job: JobView): Video {
  const media = job.outputs.find((output) => output.name === "video")?.media;
  if (media) return describeMedia(media);
  const { duration, resolution, format } = RenderVideoRequest.parse(job.request);
  return { duration, resolution, format };
}

function describeMedia(media: MediaDescription): Video {
  return {
    duration: Math.round(media.durationSeconds * 100) / 100,
    resolution: `${media.height}p`,
    format: media.container,
  };
}

async function presentEvent(
  event: FeedEvent,
  options: { progress: boolean },
  link: Linker,
): Promise<object | null> {
  if (!isJobEvent(event)) {
    return options.progress ? { type: event.type.replaceAll("-", "_"), job_id: null } : null;
  }
  const end = event.dialect === "render-video" ? await presentEnd(event, link) : null;
  if (end || !options.progress) return end;
  const base = { type: event.type.replaceAll("-", "_"), job_id: event.jobId };
  switch (event.type) {
    case "job-logged":
      return { ...base, level: event.level, message: event.message };
    case "task-stage-changed":
      return { ...base, status: "processing", stage: event.stage };
    case "task-requeued":
      return { ...base, status: "processing", message: event.reason };
    default:
      return base;
  }
}

function videoPath(jobId: string, format: string): string {
  return `/videos/${jobId}.${format}`;
}

function thumbnailPath(jobId: string): string {
  return `/thumbnails/${jobId}.png`;
}
