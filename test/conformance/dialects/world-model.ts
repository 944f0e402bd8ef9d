import { z } from "zod";
import {
  BatchStatusMessage,
  VideoStatusMessage,
} from "../../../edge/dialects/world-model/views.ts";
import { callJson } from "../../edge/edge-client.ts";
import type { BodyRule, DialectEntry, Parameter, Route } from "../entry.ts";
import type { FieldRule } from "../field-rule.ts";
import { takeLeaseOf, type Party, type World } from "../harness/world.ts";

const prompt: FieldRule = {
  type: "string",
  required: true,
  minimumLength: 1,
  maximumLength: 4000,
  accepts: ["a", "é".repeat(2000), "‮ right to left", "line one\nline two", "🎬"],
};
const json = (valid: BodyRule["valid"], fields: Record<string, FieldRule>): BodyRule => ({
  encodings: ["json"],
  valid,
  fields: { type: "object", fields },
});

const ofAccount = (scope: "jobs:read" | "jobs:write", auth: Route["auth"] = "account") => ({
  auth,
  scope,
});
const id = (of: string): Record<string, Parameter> => ({ id: { kind: "id", of } });
const inBatch = (of: string): Record<string, Parameter> => ({
  ...id(of),
  job: { kind: "word", words: ["job_0"] },
});
const batchId: Record<string, Parameter> = { batchId: { kind: "id", of: "batch" } };
const file: Record<string, Parameter> = { file: { kind: "word", words: ["job_0.mp4"] } };

const read = (path: string, parameters: Record<string, Parameter>): Route => ({
  method: "GET",
  path,
  ...ofAccount("jobs:read"),
  parameters,
});
const cancel = (path: string, parameters: Record<string, Parameter>): Route => ({
  method: "POST",
  path,
  ...ofAccount("jobs:write"),
  parameters,
});
const media = (path: string, parameters: Record<string, Parameter>): Route => ({
  method: "GET",
  path,
  ...ofAccount("jobs:read", "media"),
  parameters,
});
/** Asked without an upgrade, which is refused once the caller and the id are found good. */
const socket = (
  path: string,
  parameters: Record<string, Parameter>,
  told: Route["socket"],
): Route => ({
  ...read(path, parameters),
  ...(told && { socket: told }),
  goodStatus: 400,
  badQueries: ["after=-1", "after=one", "after=1.5", "after=%00", `after=${"9".repeat(20)}`],
});

/** All prompt requests are of one session, which the first route here begins. */
const session = { headers: { "x-session-id": "conformance" } };
const tuning = (path: string, body: BodyRule): Route => ({
  method: "POST",
  path,
  ...ofAccount("jobs:write"),
  ...session,
  body,
});

const create: Route = {
  method: "POST",
  path: "/api/video/single_inference",
  ...ofAccount("jobs:write"),
  body: json({ prompt: "A red boat on a calm lake at dawn" }, { prompt }),
  createsWork: true,
};

/** Document 001. */
export const worldModel: DialectEntry = {
  name: "world-model",
  document: "world-model",
  routes: [
    create,
    {
      method: "POST",
      path: "/api/video/batch_inference",
      ...ofAccount("jobs:write"),
      createsWork: true,
      body: json(
        { prompts: ["A red boat on a calm lake at dawn"] },
        {
          prompts: {
            type: "list",
            required: true,
            minimumLength: 1,
            maximumLength: 8,
            items: { ...prompt, accepts: ["A"] },
            accepts: [["A"], ["🎬"]],
          },
        },
      ),
    },
    read("/api/video/status/:id", id("job")),
    read("/api/video/status/:id/:job", inBatch("batch")),
    read("/api/video/batch_status/:batchId", batchId),
    read("/api/video/batch_download/:batchId", {
      batchId: { kind: "id", of: "completed-batch" },
    }),
    cancel("/api/video/cancel/:id", id("job")),
    cancel("/api/video/batch_cancel/:batchId", batchId),
    media("/api/videos/:id", id("completed-job")),
    media("/api/videos/:id/:job", inBatch("completed-batch")),
    media("/static/videos/:id", id("completed-job")),
    media("/static/videos/:id/:job", inBatch("completed-batch")),
    media("/static/videos/:id/:job/:file", { ...inBatch("completed-batch"), ...file }),
    socket("/api/ws/video/:id", id("job"), { of: "job", message: VideoStatusMessage }),
    socket("/api/ws/video/:id/:job", inBatch("batch"), {
      of: "batch",
      message: VideoStatusMessage,
    }),
    socket("/api/ws/batch/:batchId", batchId, { of: "batch", message: BatchStatusMessage }),
    tuning("/api/initialize", json({ prompt: "A calm lake at dawn" }, { prompt })),
    tuning(
      "/api/update",
      json({ user_request: "Make it stormy" }, { user_request: { ...prompt, accepts: ["🎬"] } }),
    ),
    tuning(
      "/api/enhance",
      json({ rough_prompt: "cats playing" }, { rough_prompt: { ...prompt, accepts: ["🎬"] } }),
    ),
    tuning(
      "/api/generate-variations",
      json(
        { selected_indices: [0], total_count: 1 },
        {
          selected_indices: {
            type: "list",
            required: true,
            maximumLength: 100,
            items: { type: "number", minimum: 0, maximum: 99, integer: true, accepts: [0] },
            accepts: [[], [0, 0]],
          },
          total_count: {
            type: "number",
            required: true,
            minimum: 1,
            maximum: 20,
            integer: true,
            accepts: [1, 20],
          },
        },
      ),
    ),
    { ...read("/api/history", {}), ...session },
    { ...read("/api/parameters", {}), ...session },
  ],
  ids: {
    job: (_world, party) => submitVideo(party),
    "completed-job": (world, party) => once(completedJobs, party, () => finishVideo(world, party)),
    batch: (_world, party) => submitBatch(party),
    "completed-batch": (world, party) =>
      once(completedBatches, party, () => finishBatch(world, party)),
  },
  credentials: [
    (credential) => ({ authorization: `Bearer ${credential}` }),
    (credential) => ({ "x-api-key": credential }),
    (credential) => ({ API_KEY: credential }),
  ],
  errorBody: z.union([
    z.strictObject({ detail: z.string().min(1) }),
    z.strictObject({
      batch_id: z.string(),
      status: z.literal("not_found"),
      total: z.literal(0),
      completed: z.literal(0),
      failed: z.literal(0),
      message: z.string().min(1),
      jobs: z.array(z.never()),
      detail: z.string().min(1),
    }),
  ]),
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
    statusPath: (jobId) => `/api/video/status/${jobId}`,
    statusOf: (answer) => z.object({ status: z.string() }).parse(answer).status,
    cancelPath: (jobId) => `/api/video/cancel/${jobId}`,
    words: {
      queued: "pending",
      running: "generating",
      cancelling: "processing",
      completed: "complete",
      failed: "failed",
      cancelled: "failed",
    },
  },
};

const completedJobs = new Map<Party, Promise<string>>();
const completedBatches = new Map<Party, Promise<string>>();

/** What a node has rendered may be read again and again, so each party has it rendered once. */
function once(made: Map<Party, Promise<string>>, party: Party, make: () => Promise<string>) {
  const known = made.get(party) ?? make();
  made.set(party, known);
  return known;
}

async function submitVideo(party: Party): Promise<string> {
  const body = { prompt: "A red boat on a calm lake at dawn" };
  const path = "/api/video/single_inference";
  const answer = await callJson(200, "POST", path, { credential: party.apiKey, body });
  return z.object({ job_id: z.string() }).parse(answer).job_id;
}

async function submitBatch(party: Party): Promise<string> {
  const body = { prompts: ["A red boat on a calm lake at dawn"] };
  const path = "/api/video/batch_inference";
  const answer = await callJson(200, "POST", path, { credential: party.apiKey, body });
  return z.object({ batch_id: z.string() }).parse(answer).batch_id;
}

async function finishVideo(world: World, party: Party): Promise<string> {
  const jobId = await submitVideo(party);
  await (await world.node.work(await takeLeaseOf(world.node, jobId))).text();
  return jobId;
}

async function finishBatch(world: World, party: Party): Promise<string> {
  const batchId = await submitBatch(party);
  const path = `/api/video/status/${batchId}/job_0`;
  const answer = await callJson(200, "GET", path, { credential: party.apiKey });
  const jobId = z.object({ job_id: z.string() }).parse(answer).job_id;
  await (await world.node.work(await takeLeaseOf(world.node, jobId))).text();
  return batchId;
}
