import { z } from "zod";
import { callJson } from "../../edge/edge-client.ts";
import type { BodyRule, DialectEntry, Parameter, Route } from "../entry.ts";
import type { FieldRule } from "../field-rule.ts";
import { type Party, takeLeaseOf, type World } from "../harness/world.ts";

const path = "/api/v1/video-jobs";
const job: Parameter = { kind: "id", of: "job" };

/** An image by reference: nothing the account has, or no image at all. */
const image: FieldRule = {
  type: "string",
  nullable: true,
  accepts: [null],
  refuses: [
    "",
    "nonsense",
    "https://developer-app.com/image.png",
    "0193c0de-0000-7000-8000-00000000beef",
    "data:image/png;base64,",
    "data:image/png;base64,AAAA",
    "data:image/png;base64,=",
    "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
    "data:text/html,<script>",
  ],
};

const flag: FieldRule = {
  type: "boolean",
  nullable: true,
  accepts: [true, false, "true", "false", null],
};

const body: BodyRule = {
  encodings: ["json", "form"],
  valid: {
    prompt: "A cinematic shot of a sunset over mountains",
    model: "veo-3.1-fast-generate-preview",
    resolution: "1080p",
    aspectRatio: "16:9",
    durationSeconds: 8,
  },
  fields: {
    type: "object",
    fields: {
      prompt: {
        type: "string",
        // Required as long as there is no initial image, which the valid body has not.
        required: true,
        minimumLength: 1,
        maximumLength: 4000,
        accepts: ["a", "é".repeat(2000), "‮ right to left", "line one\nline two", "🎬"],
      },
      model: {
        type: "choice",
        required: true,
        choices: ["veo-3.1-fast-generate-preview"],
        refuses: ["veo-3.1", "procedural", "VEO-3.1-FAST-GENERATE-PREVIEW"],
      },
      resolution: {
        type: "choice",
        required: true,
        choices: ["720p", "1080p"],
        accepts: ["720p", "1080p"],
        refuses: ["480p", "720P"],
      },
      aspectRatio: {
        type: "choice",
        required: true,
        choices: ["16:9", "9:16"],
        accepts: ["16:9", "9:16"],
        refuses: ["1:1", "16/9"],
      },
      durationSeconds: {
        type: "choice",
        nullable: true,
        choices: [4, 6, 8],
        accepts: [4, 6, 8, "4", null],
        refuses: [5, 7.5, 0, "8.0"],
      },
      mockMode: flag,
      generateAudio: flag,
      initialImage: image,
      endFrame: image,
      referenceImages: {
        type: "list",
        nullable: true,
        maximumLength: 3,
        items: { type: "string", minimumLength: 1, refuses: ["nonsense"] },
      },
    },
  },
};

const create: Route = {
  method: "POST",
  path,
  auth: "account",
  scope: "jobs:write",
  body,
  createsWork: true,
};

const ofJob = (route: Pick<Route, "method" | "path" | "scope"> & Partial<Route>): Route => ({
  auth: "account",
  parameters: { jobId: job },
  ...route,
});

async function createJob(_world: World, party: Party): Promise<string> {
  const { apiKey: credential } = party;
  const made = await callJson<{ id: string }>(202, "POST", path, { credential, body: body.valid });
  return made.id;
}

async function completeJob(world: World, party: Party): Promise<string> {
  const id = await createJob(world, party);
  await (await world.node.work(await takeLeaseOf(world.node, id))).text();
  return id;
}

/** Document 002. */
export const videoJobs: DialectEntry = {
  name: "video-jobs",
  document: "video-jobs",
  routes: [
    create,
    {
      method: "GET",
      path,
      auth: "account",
      scope: "jobs:read",
      badQueries: [
        "status_filter=pending",
        "status_filter=",
        "status_filter=__proto__",
        "limit=0",
        "limit=101",
        "limit=ten",
        "limit=1.5",
        "limit=1e2",
        "limit=-1",
        "offset=-1",
        "offset=x",
        "offset=99999999999999999999",
      ],
    },
    ofJob({ method: "GET", path: `${path}/:jobId`, scope: "jobs:read" }),
    ofJob({
      method: "GET",
      path: `${path}/:jobId/download`,
      scope: "jobs:read",
      goodStatus: 302,
      parameters: { jobId: { kind: "id", of: "completed-job" } },
    }),
    ofJob({ method: "DELETE", path: `${path}/:jobId`, scope: "jobs:write" }),
    ofJob({ method: "POST", path: `${path}/:jobId/cancel`, scope: "jobs:write" }),
  ],
  ids: { job: createJob, "completed-job": completeJob },
  credentials: [
    (credential) => ({ authorization: `Bearer ${credential}` }),
    (credential) => ({ authorization: `bearer ${credential}` }),
    (credential) => ({ "x-api-key": credential }),
    (credential) => ({ "api-key": credential }),
  ],
  errorBody: z.strictObject({
    detail: z.union([
      z.string().min(1),
      z.strictObject({
        message: z.string().min(1),
        cost: z.int(),
        availableTokens: z.int(),
      }),
    ]),
  }),
  refusals: {
    missingCredential: 401,
    invalidCredential: 401,
    conflictingCredentials: 400,
    forbidden: 403,
    unknownId: 404,
  },
  jobs: {
    create,
    idOf: (answer) => z.object({ id: z.uuid() }).parse(answer).id,
    statusPath: (jobId) => `${path}/${jobId}`,
    statusOf: (answer) => z.object({ status: z.string() }).parse(answer).status,
    cancelPath: (jobId) => `${path}/${jobId}/cancel`,
    words: {
      queued: "PENDING",
      running: "RUNNING",
      cancelling: "RUNNING",
      completed: "SUCCEEDED",
      failed: "FAILED",
      cancelled: "CANCELLED",
    },
  },
};
