import { z } from "zod";
import { describe } from "./describe.ts";
import { BatchInferenceRequest, SingleInferenceRequest, SocketQuery } from "./schemas.ts";
import {
  BatchStatus,
  BatchStatusMessage,
  BatchSubmission,
  NoBatch,
  SingleSubmission,
  VideoStatus,
  VideoStatusMessage,
} from "./views.ts";

/** What document 001 says of each video route, for the OpenAPI document and the API reference. */

const JOB_ID = "0193c0de-0000-7000-8000-00000000beef";
const prompt = "A beautiful sunrise over a mountain lake with reflections in the water";
const parameters = {
  id: z.string().meta({ description: "`{job_id}`; before a job's name, `{batch_id}`." }),
  job: z
    .string()
    .regex(/^job_[0-7]$/)
    .meta({ description: "The job's name in the batch." }),
  file: z.string().meta({ description: "`{job}.mp4`" }),
};
const idempotency = z.object({ "Idempotency-Key": z.string().max(255).optional() });
const submissionErrors = [400, 401, 402, 403, 409, 413, 415, 422, 429];
const readErrors = [400, 401, 403, 404];

const status = {
  job_id: JOB_ID,
  status: "generating",
  message: "Generating video from prompt",
  progress: 65,
  video_url: null,
};
const batchStatus = {
  batch_id: JOB_ID,
  status: "processing",
  total: 1,
  completed: 0,
  failed: 0,
  message: "Completed: 0/1",
  jobs: [{ ...status, job_id: "job_0", gpu_id: 0, prompt }],
};

export function describeSingleInference() {
  return describe({
    summary: "Generate a single video",
    access: "account",
    headers: idempotency,
    body: { schema: SingleInferenceRequest, example: { prompt } },
    answers: {
      200: {
        description: "The job waits for a GPU.",
        schema: SingleSubmission,
        example: {
          job_id: JOB_ID,
          message: "Video generation started. Connect to WebSocket for updates.",
        },
      },
    },
    errors: submissionErrors,
  });
}

export function describeBatchInference() {
  return describe({
    summary: "Generate up to eight videos, each on a GPU of its own",
    access: "account",
    headers: idempotency,
    body: { schema: BatchInferenceRequest, example: { prompts: [prompt] } },
    answers: {
      200: {
        description: "The jobs wait for GPUs: `job_0`, `job_1` and so on.",
        schema: BatchSubmission,
        example: {
          batch_id: JOB_ID,
          message: "Batch processing started for 1 prompts. Connect to WebSocket for updates.",
        },
      },
    },
    errors: submissionErrors,
  });
}

export function describeVideoStatus(ofBatch = false) {
  return describe({
    summary: ofBatch ? "Read a video of a batch" : "Read a video",
    access: "account",
    parameters,
    answers: {
      200: { description: "The job as it is now.", schema: VideoStatus, example: status },
    },
    errors: readErrors,
  });
}

export function describeVideoCancel() {
  return describe({
    summary: "Cancel a video",
    description: "Safe to repeat; a job that has ended stays as it ended.",
    access: "account",
    parameters,
    answers: { 200: { description: "The job as it is now.", schema: VideoStatus } },
    errors: readErrors,
  });
}

export function describeBatchStatus() {
  return describe({
    summary: "Read a batch and its videos",
    access: "account",
    answers: {
      200: { description: "The batch as it is now.", schema: BatchStatus, example: batchStatus },
      404: { description: "There is no batch of that id.", schema: NoBatch },
    },
    errors: [400, 401, 403],
  });
}

export function describeBatchCancel() {
  return describe({
    summary: "Cancel what has not ended of a batch",
    access: "account",
    answers: { 200: { description: "The batch as it is now.", schema: BatchStatus } },
    errors: readErrors,
  });
}

export function describeBatchDownload() {
  return describe({
    summary: "Download the finished videos of a batch as a ZIP",
    access: "account",
    answers: { 200: { description: "The ZIP.", contentType: "application/zip" } },
    errors: readErrors,
  });
}

export function describeVideoFile() {
  return describe({
    summary: "Download a video",
    description: "By the signed `video_url` that an answer showed, or with the owner's credential.",
    access: "signed-link",
    parameters: {
      ...parameters,
      id: z.string().meta({ description: "`{job_id}` or `{job_id}.mp4`; else `{batch_id}`." }),
    },
    answers: {
      200: { description: "The bytes.", contentType: "video/mp4" },
      206: { description: "The range asked for.", contentType: "video/mp4" },
      304: { description: "The bytes you have are still right." },
      416: { description: "The range lies outside the file." },
    },
    errors: [...readErrors, 410],
  });
}

export function describeSocket(of: "video" | "batch") {
  const messages = of === "video" ? VideoStatusMessage : BatchStatusMessage;
  return describe({
    summary: `Watch a ${of} (WebSocket)`,
    description:
      "The first message is the current status, then one follows after every change; each has a `seq`. With `?after=` first comes what was missed. After the last message the socket closes with 1000.",
    access: "ticket",
    parameters,
    query: SocketQuery,
    answers: { 101: { description: "Every message is this.", schema: messages } },
    errors: readErrors,
  });
}
