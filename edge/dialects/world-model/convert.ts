import type { JobState, TaskStage } from "#contracts/job.ts";
import type { BatchState, BatchView } from "../../domain/batches/read-batch.ts";
import type { BatchJob, Job } from "../../domain/jobs/job.ts";
import { StoredRequest } from "./submission.ts";
import type { BatchJobStatus, BatchStatus, VideoStatus } from "./views.ts";

/** Signs a link to one of the account's media paths; answers path and query, as documented. */
export type PathSigner = (path: string) => Promise<string>;

type StatusWord = VideoStatus["status"];
type StatedJob = Pick<Job, "state" | "stage" | "percent" | "errorMessage" | "notice" | "request">;

const MESSAGES: Record<StatusWord, string> = {
  pending: "Waiting for a GPU",
  generating: "Generating video from prompt",
  processing: "Processing video",
  complete: "Video generation complete",
  failed: "Video generation failed",
};

const BATCH_WORDS: Record<BatchState, BatchStatus["status"]> = {
  processing: "processing",
  completed: "complete",
  partial: "partial",
  failed: "failed",
};

/** The document's status word for a state, and for a running job its stage. */
function statusWord(state: JobState, stage: TaskStage | null): StatusWord {
  switch (state) {
    case "queued":
      return "pending";
    case "running":
      return stage === "encoding" || stage === "uploading" || stage === "verifying"
        ? "processing"
        : "generating";
    case "cancelling":
      return "processing";
    case "completed":
      return "complete";
    case "failed":
    case "cancelled":
      return "failed";
  }
}

/** Answer of `GET /api/video/status/{job_id}`. */
export async function presentStatus(job: Job, sign: PathSigner): Promise<VideoStatus> {
  return {
    job_id: job.id,
    ...presentState(job),
    video_url: job.state === "completed" ? await sign(videoPath(job)) : null,
  };
}

/** Answer of `GET /api/video/batch_status/{batch_id}`. */
export async function presentBatch(batch: BatchView, sign: PathSigner): Promise<BatchStatus> {
  const count = (state: (job: Job) => boolean) => batch.jobs.filter(state).length;
  const completed = count((job) => job.state === "completed");
  const failed = count((job) => job.state === "failed" || job.state === "cancelled");
  const total = batch.jobs.length;
  return {
    batch_id: batch.id,
    status: BATCH_WORDS[batch.state],
    total,
    completed,
    failed,
    message: `Completed: ${completed}/${total}`,
    jobs: await Promise.all(batch.jobs.map((job) => presentBatchJob(job, sign))),
  };
}

/** Where the video of a job is: its own address, or its place in the batch. */
function videoPath(job: Job): string {
  if (job.batchId === null) return `/api/videos/${job.id}`;
  const name = jobName(job);
  return `/static/videos/${job.batchId}/${name}/${name}.mp4`;
}

/** What a batch calls its jobs: `job_0`, `job_1` … */
export function jobName(job: Job): string {
  return `job_${job.batchIndex ?? 0}`;
}

async function presentBatchJob(job: BatchJob, sign: PathSigner): Promise<BatchJobStatus> {
  return {
    job_id: jobName(job),
    ...presentState(job),
    video_url: job.state === "completed" ? await sign(videoPath(job)) : null,
    gpu_id: job.slotIndex,
    prompt: StoredRequest.parse(job.request).prompt,
  };
}

function presentState(job: StatedJob) {
  const status = statusWord(job.state, job.stage);
  return { status, message: stateMessage(job, status), progress: Math.round(job.percent) };
}

function stateMessage(job: StatedJob, status: StatusWord): string {
  if (job.state === "cancelled") return "Video generation was cancelled";
  if (job.state === "cancelling") return "Video generation is being cancelled";
  if (job.state === "failed") return job.errorMessage ?? MESSAGES.failed;
  if (job.state === "queued" && job.notice !== null) return `${MESSAGES[status]}. ${job.notice}`;
  const isStandIn = status === "complete" && StoredRequest.parse(job.request).procedural;
  return isStandIn ? `${MESSAGES[status]} (embedded procedural model)` : MESSAGES[status];
}
