import { z } from "zod";
import { AUDIO_BYTES, ZIP_BYTES } from "../../edge/velocity-client.ts";
import type { BodyRule, DialectEntry, Route } from "../entry.ts";
import type { FieldRule } from "../field-rule.ts";
import { idOf, RECORDS } from "./velocity/records.ts";
import { anId, customizationMap, RENDER_BODY, TEMPLATE } from "./velocity/render-body.ts";

const BAD_PAGES = ["skip=-1", "skip=x", "take=0", "take=1.5", "take=1e2", "take=99999999999"];
const BAD_HISTORIES = [...BAD_PAGES, "status=", "status=pending", "status=__proto__"];
const FILE = "<file>";

const read = (path: string, route: Partial<Route> = {}): Route => ({
  method: "GET",
  path,
  auth: "account",
  scope: "jobs:read",
  ...route,
});
const write = (method: "POST" | "DELETE", path: string, route: Partial<Route> = {}): Route => ({
  method,
  path,
  auth: "account",
  scope: "jobs:write",
  ...route,
});

const name: FieldRule = {
  type: "string",
  minimumLength: 1,
  maximumLength: 255,
  accepts: ["a", "映画 🎬"],
};
const named: BodyRule = {
  encodings: ["json"],
  valid: { name: "Summer" },
  fields: { type: "object", fields: { name: { ...name, required: true } } },
};

/** An upload as a form, and as JSON that names a file that is there. */
function uploads(path: string, file: File, kind: keyof typeof RECORDS, route: Partial<Route> = {}) {
  const asForm: BodyRule = {
    encodings: ["form"],
    valid: { file },
    fields: {
      type: "object",
      fields: {
        file: { type: "file", required: true, refuses: [new File(["text"], "text.zip")] },
        name,
      },
    },
  };
  const asReference: BodyRule = {
    encodings: ["json"],
    valid: { uploadId: FILE },
    fields: {
      type: "object",
      fields: {
        uploadId: { ...anId, nullable: false, required: true },
        name: { ...name, nullable: true },
      },
    },
  };
  return [
    write("POST", path, { ...route, body: asForm }),
    write("POST", path, { ...route, body: asReference, bodyIds: { [FILE]: kind } }),
  ];
}

const archive = new File([ZIP_BYTES], "promo.zip");
const sound = new File([AUDIO_BYTES.mp3], "sound.mp3");
const templateUploads = uploads("/template/upload", archive, "archive");
const ofTemplate = { parameters: { templateId: idOf("template") } };
const ofAudio = { parameters: { audioId: idOf("audio") } };
const ofGroup = { parameters: { groupId: idOf("group") } };
const ofCampaign = { parameters: { campaignId: idOf("campaign") } };
const instances = "/campaign/:campaignId/template-instances";
const ofInstance = {
  parameters: { campaignId: idOf("usual-campaign"), instanceId: idOf("instance") },
};
const links = "/campaign/:campaignId/audio-groups/:groupId";
const ofRender = (of: keyof typeof RECORDS) => ({ parameters: { renderId: idOf(of) } });

/** Document 003. */
export const velocity: DialectEntry = {
  name: "velocity",
  document: "velocity",
  routes: [
    ...templateUploads,
    read("/template/all"),
    read("/template/active"),
    read("/template/history", { badQueries: [...BAD_HISTORIES, "status=cancelled"] }),
    read("/template/storage-status"),
    read("/template/:templateId/status", ofTemplate),
    read("/template/:templateId/download", { ...ofTemplate, auth: "media" }),
    write("DELETE", "/template/:templateId", ofTemplate),
    ...uploads("/audio/upload", sound, "sound"),
    read("/audio/active"),
    read("/audio/history", { badQueries: [...BAD_HISTORIES, "status=cancelled"] }),
    read("/audio/list", { badQueries: [...BAD_PAGES, `search=${"a".repeat(201)}`] }),
    read("/audio/:audioId", { parameters: { audioId: idOf("ready-audio") } }),
    read("/audio/:audioId/status", ofAudio),
    read("/audio/:audioId/download", { ...ofAudio, auth: "media" }),
    write("DELETE", "/audio/:audioId", ofAudio),
    write("POST", "/audio-asset-group", { body: named }),
    read("/audio-asset-group"),
    read("/audio-asset-group/:groupId", ofGroup),
    ...uploads("/audio-asset-group/:groupId/audio", sound, "sound", ofGroup),
    write("DELETE", "/audio-asset-group/:groupId", ofGroup),
    write("POST", "/campaign", { body: named }),
    read("/campaign"),
    read("/campaign/:campaignId", ofCampaign),
    write("DELETE", "/campaign/:campaignId", ofCampaign),
    write("POST", links, {
      parameters: { campaignId: idOf("usual-campaign"), groupId: idOf("group") },
    }),
    write("DELETE", links, {
      parameters: { campaignId: idOf("usual-campaign"), groupId: idOf("linked-group") },
    }),
    write("POST", instances, {
      ...ofCampaign,
      bodyIds: { [TEMPLATE]: "ready-template" },
      body: {
        encodings: ["json"],
        valid: { templateId: TEMPLATE, name: "Blue" },
        fields: {
          type: "object",
          fields: {
            templateId: { ...anId, nullable: false, required: true },
            name: { ...name, required: true },
            customizationMap,
          },
        },
      },
    }),
    read(instances, ofCampaign),
    read(`${instances}/:instanceId`, ofInstance),
    write("DELETE", `${instances}/:instanceId`, ofInstance),
    write("POST", "/render", { body: RENDER_BODY, bodyIds: { [TEMPLATE]: "ready-template" } }),
    read("/render/all", { badQueries: BAD_PAGES }),
    read("/render/active"),
    read("/render/history", { badQueries: BAD_HISTORIES }),
    read("/render/render-time-budget-status"),
    read("/render/renders/:renderId", ofRender("completed-render")),
    read("/render/:renderId/status", ofRender("render")),
    read("/render/:renderId/download", { ...ofRender("completed-render"), auth: "media" }),
    write("POST", "/render/:renderId/cancel", ofRender("render")),
    write("DELETE", "/render/:renderId", ofRender("ended-render")),
  ],
  ids: RECORDS,
  credentials: [
    (credential) => ({ "x-api-key": credential }),
    (credential) => ({ "X-Api-Key": credential }),
    (credential) => ({ authorization: `Bearer ${credential}` }),
    (credential) => ({ API_KEY: credential }),
  ],
  errorBody: z.strictObject({
    status: z.int().min(400).max(499),
    title: z.string().min(1),
    message: z.string().min(1),
  }),
  refusals: {
    missingCredential: 401,
    invalidCredential: 401,
    conflictingCredentials: 400,
    forbidden: 403,
    unknownId: 404,
  },
  // Its jobs that stand for themselves are templates; a render needs one of its account.
  jobs: {
    create: templateUploads[0] ?? write("POST", "/template/upload"),
    idOf: (answer) => z.object({ templateId: z.uuid() }).parse(answer).templateId,
    statusPath: (templateId) => `/template/${templateId}/status`,
    statusOf: (answer) => z.object({ status: z.string() }).parse(answer).status,
    words: {
      queued: "pending",
      running: "processing",
      cancelling: "cancelling",
      completed: "completed",
      failed: "failed",
      cancelled: "cancelled",
    },
  },
};
