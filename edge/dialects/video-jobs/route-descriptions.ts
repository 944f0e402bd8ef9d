import { z } from "zod";
import { describe } from "./describe.ts";
import { ListQuery, VideoJobFields, VideoJobForm } from "./schemas.ts";
import { VideoJob, VideoJobList } from "./views.ts";

/** What document 002 says of each route, for the OpenAPI document and the API reference. */

const JOB_ERRORS = [400, 401, 403, 404];
const asJob = { 200: { description: "The job as it is now.", schema: VideoJob } };

export function describeCreation() {
  return describe({
    summary: "Create a video generation job",
    description:
      "Tokens are held at once, and given back when the job fails or is cancelled before it first runs. In JSON an image is an asset id or a data URI. With an Idempotency-Key the same request can be sent again and makes no second job.",
    access: "account",
    headers: z.object({ "Idempotency-Key": z.string().max(255).optional() }),
    body: [
      { contentType: "multipart/form-data", schema: VideoJobForm },
      {
        schema: VideoJobFields,
        example: {
          prompt: "A cinematic shot of a sunset over mountains",
          model: "veo-3.1-fast-generate-preview",
          resolution: "1080p",
          aspectRatio: "16:9",
          durationSeconds: 8,
        },
      },
    ],
    answers: { 202: { description: "Job created and queued.", schema: VideoJob } },
    errors: [400, 401, 402, 403, 409, 413, 415, 422, 429],
  });
}

export function describeList() {
  return describe({
    summary: "List video generation jobs, newest first",
    access: "account",
    query: ListQuery,
    answers: { 200: { description: "One page, and how many there are.", schema: VideoJobList } },
    errors: [400, 401, 403],
  });
}

export function describeStatus() {
  return describe({
    summary: "Read a video generation job",
    access: "account",
    answers: asJob,
    errors: JOB_ERRORS,
  });
}

export function describeDownload() {
  return describe({
    summary: "Download the completed video",
    access: "account",
    answers: { 302: { description: "Redirects to a signed link to the video." } },
    errors: JOB_ERRORS,
  });
}

export function describeCancel() {
  return describe({
    summary: "Cancel a video generation job",
    description: "Safe to repeat; a job that has ended stays as it ended.",
    access: "account",
    answers: asJob,
    errors: JOB_ERRORS,
  });
}

export function describeDeletion() {
  return describe({
    summary: "Delete a job record",
    description:
      "A job that has not ended is cancelled first. The video file stays: links to it keep working.",
    access: "account",
    answers: { 204: { description: "Deleted." } },
    errors: JOB_ERRORS,
  });
}
