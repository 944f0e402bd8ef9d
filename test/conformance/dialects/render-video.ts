import { z } from "zod";
import { RENDER_REQUEST } from "../../edge/edge-client.ts";
import type { BodyRule, DialectEntry, Parameter, Route } from "../entry.ts";
import { completedJob, queueJob } from "../harness/world.ts";

const job: Parameter = { kind: "id", of: "job" };

const body: BodyRule = {
  encodings: ["json"],
  valid: RENDER_REQUEST,
  fields: {
    type: "object",
    fields: {
      prompt: {
        type: "string",
        required: true,
        minimumLength: 1,
        maximumLength: 4000,
        accepts: ["a", "é".repeat(2000), "‮ right to left", "line one\nline two", "🎬"],
      },
      resolution: {
        type: "choice",
        required: true,
        choices: ["720p", "1080p"],
        accepts: ["720p", "1080p"],
        refuses: ["480p", "720P", 720],
      },
      duration: {
        type: "number",
        required: true,
        minimum: 1,
        maximum: 120,
        accepts: [1, 1.5, 120],
      },
      format: {
        type: "choice",
        required: true,
        choices: ["mp4", "avi", "webm", "mov"],
        accepts: ["mp4", "avi", "webm", "mov"],
        refuses: ["MP4", "gif"],
      },
      callback_url: {
        type: "string",
        nullable: true,
        maximumLength: 2000,
        accepts: [null, "https://developer-app.com/webhook/complete"],
        refuses: [
          "",
          "nonsense",
          "ftp://developer-app.com/",
          "javascript:alert(1)",
          "https://user:secret@developer-app.com/",
          "https://10.0.0.1/",
          "https://[::ffff:10.0.0.1]/",
          "https://0xa.1/",
          "https://169.254.169.254/latest/meta-data",
          "https://metadata.google.internal/",
          "https://developer-app.com:8443/",
          "http://developer-app.com/",
        ],
      },
    },
  },
};

const create: Route = {
  method: "POST",
  path: "/api/v1/render-video",
  auth: "account",
  scope: "jobs:write",
  body,
  createsWork: true,
};

/** Document 000. */
export const renderVideo: DialectEntry = {
  name: "render-video",
  document: "render-video",
  routes: [
    create,
    {
      method: "GET",
      path: "/api/v1/render-video/:jobId",
      auth: "account",
      scope: "jobs:read",
      parameters: { jobId: job },
    },
    {
      method: "POST",
      path: "/api/v1/render-video/:jobId/cancel",
      auth: "account",
      scope: "jobs:write",
      parameters: { jobId: job },
    },
    {
      method: "GET",
      path: "/videos/:file",
      auth: "media",
      scope: "jobs:read",
      parameters: { file: { kind: "id", of: "completed-job", write: (id) => `${id}.mp4` } },
    },
    {
      method: "GET",
      path: "/thumbnails/:file",
      auth: "media",
      scope: "jobs:read",
      parameters: { file: { kind: "id", of: "completed-job", write: (id) => `${id}.png` } },
    },
    // The credential comes with the first message, once the socket is open.
    { method: "GET", path: "/notifications", auth: "open", upgrades: true },
  ],
  ids: { job: queueJob, "completed-job": completedJob },
  credentials: [
    (credential) => ({ authorization: `Bearer ${credential}` }),
    (credential) => ({ authorization: `bearer ${credential}` }),
    (credential) => ({ "x-api-key": credential }),
    (credential) => ({ API_KEY: credential }),
    (credential) => ({ "api-key": credential }),
  ],
  errorBody: z.strictObject({ error: z.string().regex(/^[a-z_]+$/), message: z.string().min(1) }),
  refusals: {
    missingCredential: 401,
    invalidCredential: 401,
    conflictingCredentials: 400,
    forbidden: 403,
    unknownId: 404,
  },
  jobs: {
    create,
    idOf: (answer) => z.object({ job_id: z.uuid() }).parse(answer).job_id,
    statusPath: (jobId) => `/api/v1/render-video/${jobId}`,
    statusOf: (answer) => z.object({ status: z.string() }).parse(answer).status,
    cancelPath: (jobId) => `/api/v1/render-video/${jobId}/cancel`,
    words: {
      queued: "queued",
      running: "processing",
      cancelling: "processing",
      completed: "completed",
      failed: "failed",
      cancelled: "cancelled",
    },
  },
};
