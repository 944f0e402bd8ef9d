import { z } from "zod";
import { describe } from "./describe.ts";
import { RenderVideoRequest, SubscribeMessage } from "./schemas.ts";
import { RenderVideoStatus, RenderVideoSubmission } from "./views.ts";

/** What document 000 says of each route, for the OpenAPI document and the API reference. */

const JOB_ID = "0193c0de-0000-7000-8000-00000000beef";
const FileName = z.string().meta({ description: "`{job_id}.{format}`" });

export function describeSubmission() {
  return describe({
    summary: "Submit a rendering job",
    description:
      "With an Idempotency-Key the same request can be sent again and makes no second job.",
    access: "account",
    headers: z.object({ "Idempotency-Key": z.string().max(255).optional() }),
    body: {
      schema: RenderVideoRequest,
      example: {
        prompt: "A sunset over the mountains",
        resolution: "720p",
        duration: 6,
        format: "mp4",
      },
    },
    answers: {
      200: {
        description: "The job is queued.",
        schema: RenderVideoSubmission,
        example: {
          job_id: JOB_ID,
          status: "queued",
          message: "Your video rendering job has been queued.",
          estimated_time: 8,
        },
      },
    },
    errors: [400, 401, 402, 403, 409, 413, 415, 422, 429],
  });
}

export function describeStatus() {
  return describe({
    summary: "Read a rendering job",
    access: "account",
    answers: {
      200: {
        description: "The job as it is now.",
        schema: RenderVideoStatus,
        example: {
          job_id: JOB_ID,
          status: "processing",
          progress: 40,
          message: "Your video is being rendered.",
          duration: 6,
          resolution: "720p",
          format: "mp4",
        },
      },
    },
    errors: [400, 401, 403, 404],
  });
}

export function describeCancel() {
  return describe({
    summary: "Cancel a rendering job",
    description: "Safe to repeat; a job that has ended stays as it ended.",
    access: "account",
    answers: { 200: { description: "The job as it is now.", schema: RenderVideoStatus } },
    errors: [400, 401, 403, 404],
  });
}

export function describeMedia(what: "video" | "thumbnail", contentType: string) {
  return describe({
    summary: `Download a ${what}`,
    description: "By the signed link that an answer showed, or with the owner's credential.",
    access: "signed-link",
    parameters: { file: FileName },
    answers: {
      200: { description: "The bytes.", contentType },
      206: { description: "The range asked for.", contentType },
      304: { description: "The bytes you have are still right." },
      416: { description: "The range lies outside the file." },
    },
    errors: [400, 401, 403, 404, 410],
  });
}

export function describeNotifications() {
  return describe({
    summary: "Listen for the end of jobs (WebSocket)",
    description:
      'The first message must be {"type":"subscribe","api_key":"…"} within 10 seconds. Then job_complete and error messages follow; with "progress": true every event, and with "after" what was missed.',
    access: "none",
    answers: {
      101: { description: "Send this as the first message.", schema: SubscribeMessage },
    },
    errors: [400],
  });
}
