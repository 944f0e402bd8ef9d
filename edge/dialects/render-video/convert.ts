import type { JobEvent } from "#contracts/events.ts";
import type { JobState } from "#contracts/job.ts";
import type { FeedMessage } from "../../domain/feeds/feed-subscriber.ts";
import type { Job } from "../../domain/jobs/job.ts";
import type { JobView } from "../../domain/jobs/read-job.ts";
import { RenderVideoRequest } from "./schemas.ts";
import type { RenderVideoStatus, RenderVideoSubmission } from "./views.ts";

/** The document's status words. */
const STATUS_WORDS: Record<JobState, RenderVideoStatus["status"]> = {
  queued: "queued",
  running: "processing",
  cancelling: "processing",
  completed: "completed",
  failed: "failed",
  cancelled: "cancelled",
};

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
    message: MESSAGES.queued,
    estimated_time: job.estimatedSeconds,
  };
}

/** The job's status: the notification's fields, and `progress` in percent. */
export async function presentJob(job: JobView, link: Linker): Promise<RenderVideoStatus> {
  const request = RenderVideoRequest.parse(job.request);
  const completed = job.state === "completed";
  return {
    job_id: job.id,
    status: STATUS_WORDS[job.state],
    progress: Math.round(job.percent),
    ...(completed && {
      video_url: await link(videoPath(job.id, request.format)),
      thumbnail_url: await link(thumbnailPath(job.id)),
    }),
    message: job.state === "failed" ? (job.errorMessage ?? MESSAGES.failed) : MESSAGES[job.state],
    duration: request.duration,
    resolution: request.resolution,
    format: request.format,
    ...(job.state === "queued" && { estimated_time: job.estimatedSeconds }),
  };
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
    case "job-completed": {
      const media = event.media;
      if (!media) return null;
      return {
        type: "job_complete",
        job_id: jobId,
        status: "completed",
        video_url: await link(videoPath(jobId, media.container)),
        thumbnail_url: await link(thumbnailPath(jobId)),
        message: MESSAGES.completed,
        duration: Math.round(media.durationSeconds * 100) / 100,
        resolution: `${media.height}p`,
        format: media.container,
      };
    }
    case "job-failed":
      return { type: "error", job_id: jobId, status: "failed", message: event.message };
    case "job-cancelled":
      return { type: "error", job_id: jobId, status: "cancelled", message: MESSAGES.cancelled };
    default:
      return null;
  }
}

/** The document's message for a connection that cannot be served. */
export function presentConnectionError(message: string): object {
  return { type: "error", job_id: null, status: "failed", message };
}

async function presentEvent(
  event: JobEvent,
  options: { progress: boolean },
  link: Linker,
): Promise<object | null> {
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
