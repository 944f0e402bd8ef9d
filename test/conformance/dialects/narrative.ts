import { z } from "zod";
import { callJson } from "../../edge/edge-client.ts";
import { finish } from "../../edge/narrative-client.ts";
import type { BodyRule, DialectEntry, Parameter, Route } from "../entry.ts";
import type { FieldRule } from "../field-rule.ts";
import { takeLeaseOf, type Party, type World } from "../harness/world.ts";

const BASES = ["/v1/video", ""];
const request: Parameter = { kind: "id", of: "request" };

const imageModel: FieldRule = {
  type: "choice",
  required: true,
  choices: ["FLUX1.1PRO", "IMAGEN3"],
  accepts: ["FLUX1.1PRO", "IMAGEN3"],
  refuses: ["RUNWAYML", "OPENAI", "procedural", "flux1.1pro"],
};
const videoModel: FieldRule = {
  type: "choice",
  choices: ["RUNWAYML", "KLINGIMGTOVIDPRO"],
  accepts: ["RUNWAYML", "KLINGIMGTOVIDPRO"],
  refuses: ["FLUX1.1PRO", "procedural"],
};
const aspectRatio: FieldRule = {
  type: "choice",
  nullable: true,
  choices: ["16:9", "9:16", "1:1", "4:5"],
  accepts: ["9:16", "1:1", "4:5", null],
  refuses: ["21:9", "16/9", 1.777],
};
const flag: FieldRule = { type: "boolean", nullable: true, accepts: [true, false, null] };
const webhookUrl: FieldRule = {
  type: "string",
  nullable: true,
  maximumLength: 2000,
  accepts: ["https://example.com/hook", null],
  refuses: ["", "nonsense", "ftp://example.com/", "https://10.0.0.1/", "https://user@example.com/"],
};

const narrative: BodyRule = {
  encodings: ["json"],
  valid: { input: { prompt_list: ["Scene 1", "Scene 2"], image_model: "FLUX1.1PRO" } },
  fields: {
    type: "object",
    fields: {
      input: {
        type: "object",
        required: true,
        fields: {
          prompt_list: {
            type: "list",
            required: true,
            minimumLength: 1,
            maximumLength: 20,
            accepts: ["one line", "one\ntwo\r\nthree", ["a", "", "b"], ["🎬"], ["é".repeat(500)]],
            refuses: ["", " \n ", ["", " "], "a\n".repeat(21)],
            items: { type: "string", minimumLength: 1, maximumLength: 500, accepts: ["a line"] },
          },
          speaker: {
            type: "choice",
            nullable: true,
            choices: ["alloy", "Arista"],
            accepts: ["alloy", "ECHO", "Arista", null],
            refuses: ["nobody"],
          },
          provider: {
            type: "choice",
            nullable: true,
            choices: ["OPENAI", "PLAYHT"],
            accepts: ["PLAYHT", null],
            refuses: ["openai", "FLUX1.1PRO"],
          },
          add_generative_video: { ...flag, accepts: [false, null] },
          image_model: imageModel,
          video_model: { ...videoModel, nullable: true },
          aspect_ratio: aspectRatio,
          cache: flag,
        },
      },
      webhookUrl,
    },
  },
};

const movie: BodyRule = {
  encodings: ["json"],
  valid: {
    input: {
      prompt: "A red boat on a calm lake at dawn",
      image_model: "FLUX1.1PRO",
      video_model: "RUNWAYML",
      duration: 30,
    },
  },
  fields: {
    type: "object",
    fields: {
      input: {
        type: "object",
        required: true,
        fields: {
          prompt: {
            type: "string",
            required: true,
            minimumLength: 1,
            maximumLength: 500,
            accepts: ["a", "...", "é".repeat(500), "‮ right to left", "line one\nline two"],
          },
          aspect_ratio: aspectRatio,
          image_model: imageModel,
          video_model: { ...videoModel, required: true },
          duration: {
            type: "number",
            required: true,
            minimum: 0,
            maximum: 120,
            accepts: [120, 0.1, 7.5],
            refuses: [0],
          },
          cache: flag,
        },
      },
      webhookUrl,
    },
  },
};

const create = (path: string, body: BodyRule): Route => ({
  method: "POST",
  path,
  auth: "account",
  scope: "jobs:write",
  body,
  createsWork: true,
});

const routesAt = (base: string): Route[] => [
  create(`${base}/create_narrative`, narrative),
  create(`${base}/create_movie`, movie),
  {
    method: "GET",
    path: `${base}/status`,
    auth: "account",
    scope: "jobs:read",
    query: { request_id: request },
  },
  { method: "GET", path: `${base}/models`, auth: "account", scope: "jobs:read" },
];

const file = (path: string, parameters: Record<string, Parameter>): Route => ({
  method: "GET",
  path,
  auth: "media",
  scope: "jobs:read",
  parameters,
});

async function createRequest(_world: World, { apiKey: credential }: Party): Promise<string> {
  const path = "/v1/video/create_narrative";
  const body = narrative.valid;
  return idOf(await callJson(200, "POST", path, { credential, body }));
}

/** One of a party that a node has made, of a line that no other has. */
async function completeRequest(world: World, { apiKey: credential }: Party): Promise<string> {
  const path = "/v1/video/create_narrative";
  const { input } = narrative.valid as { input: object };
  const body = { input: { ...input, prompt_list: [crypto.randomUUID()] } };
  const id = idOf(await callJson(200, "POST", path, { credential, body }));
  await workOff(world, id, 2);
  return id;
}

async function workOff(world: World, jobId: string, tasks: number): Promise<void> {
  for (let done = 0; done < tasks; done += 1) {
    await finish(world.node, await takeLeaseOf(world.node, jobId));
  }
}

const idOf = (answer: unknown): string =>
  z.object({ request_id: z.uuid() }).parse(answer).request_id;

/** Document 004. */
export const narrativeDialect: DialectEntry = {
  name: "narrative",
  document: "narrative",
  routes: [
    ...BASES.flatMap(routesAt),
    file("/v1/video/captions/:file", {
      file: { kind: "id", of: "completed-request", write: (id) => `${id}.vtt` },
    }),
    file("/v1/video/scenes/:requestId/:file", {
      requestId: { kind: "id", of: "completed-request" },
      file: { kind: "word", words: ["1.png"] },
    }),
  ],
  ids: { request: createRequest, "completed-request": completeRequest },
  credentials: [
    (credential) => ({ API_KEY: credential }),
    (credential) => ({ api_key: credential }),
    (credential) => ({ "Api-Key": credential }),
    (credential) => ({ authorization: `Bearer ${credential}` }),
  ],
  errorBody: z.strictObject({ message: z.string().min(1) }),
  refusals: {
    missingCredential: 400,
    invalidCredential: 401,
    conflictingCredentials: 400,
    forbidden: 403,
    unknownId: 404,
  },
  jobs: {
    create: create("/v1/video/create_narrative", narrative),
    idOf,
    statusPath: (id) => `/v1/video/status?request_id=${id}`,
    statusOf: (answer) => z.object({ status: z.string() }).parse(answer).status,
    words: {
      queued: "PENDING",
      running: "IN_PROGRESS",
      cancelling: "IN_PROGRESS",
      completed: "COMPLETED",
      failed: "FAILED",
      cancelled: "CANCELLED",
    },
    // Of two scenes and the assembly.
    finish: (world, jobId) => workOff(world, jobId, 2),
  },
};
