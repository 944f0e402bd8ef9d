import { Hono, type Context } from "hono";
import { z } from "zod";
import { readAsset } from "../../domain/assets/read-asset.ts";
import type { Audio } from "../../domain/audio/audio-store.ts";
import { deleteAudio } from "../../domain/audio/delete-audio.ts";
import { listReadyAudio } from "../../domain/audio/list-ready-audio.ts";
import { DomainError } from "../../domain/errors.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { parseRequest } from "../../http/parse-request.ts";
import { serveAsset } from "../../http/serve-asset.ts";
import {
  ACTIVE_STATES,
  ENDED_STATES,
  presentAudio,
  presentAudioJob,
  presentListedAudio,
} from "./convert.ts";
import { describe } from "./describe.ts";
import { accountOf, readNamed } from "./request-context.ts";
import { describeDownload, describeUpload, LIST_ERRORS, ONE_ERRORS } from "./route-descriptions.ts";
import { AudioListQuery, AudioUploadForm, historyQuery } from "./schemas.ts";
import { uploadAudio } from "./upload-audio.ts";
import {
  AudioJobView,
  AudioView,
  ListedAudioView,
  UploadedAudio,
  VelocityMessage,
} from "./views.ts";

const HistoryQuery = historyQuery(["completed", "failed"], 50, 100);

/** Document 003: sounds, from their upload to their end. */
export function createAudioRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  addListRoutes(routes);
  routes.post(
    "/audio/upload",
    describeUpload({
      summary: "Upload an MP3, WAV or AAC file",
      form: AudioUploadForm,
      answer: { description: "It is stored, and a node looks at it.", schema: UploadedAudio },
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:write");
      return context.json(await uploadAudio(context, account, null));
    },
  );
  routes.get(
    "/audio/:audioId",
    describe({
      summary: "Read an audio file's details",
      description: "Of one that is ready.",
      access: "account",
      answers: { 200: { description: "The audio.", schema: AudioView } },
      errors: ONE_ERRORS,
    }),
    async (context) => context.json(presentAudio(await readReady(context))),
  );
  routes.get(
    "/audio/:audioId/status",
    describe({
      summary: "Read how far an audio file is",
      access: "account",
      answers: { 200: { description: "The audio's processing.", schema: AudioJobView } },
      errors: ONE_ERRORS,
    }),
    async (context) => context.json(presentAudioJob(await readOwnAudio(context))),
  );
  routes.get(
    "/audio/:audioId/download",
    describeDownload("Download an audio file as it was uploaded", "audio/mpeg"),
    async (context) => {
      const { assetId, accountId, name, contentType } = await readOwnAudio(context);
      const services = context.get("services");
      const asset = await readAsset(services, accountId, assetId);
      const file = { ...asset, contentType };
      return serveAsset(services, context.req.raw, file, name, "attachment");
    },
  );
  routes.delete(
    "/audio/:audioId",
    describe({
      summary: "Delete an audio file",
      description: "Renders that have it stay. Refused while a render with it is active.",
      access: "account",
      answers: { 200: { description: "Deleted.", schema: VelocityMessage } },
      errors: [400, ...ONE_ERRORS],
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:write");
      const { id } = await readOwnAudio(context, accountId);
      await deleteAudio(context.get("services"), accountId, id);
      return context.json({ message: "Audio deleted successfully" });
    },
  );
  return routes;
}

function addListRoutes(routes: Hono<AppEnv>): void {
  routes.get(
    "/audio/active",
    describe({
      summary: "List the audio files that are being processed",
      access: "account",
      answers: { 200: { description: "Newest first.", schema: z.array(AudioJobView) } },
      errors: LIST_ERRORS,
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:read");
      const { audio } = context.get("services");
      const active = await audio.list({ accountId, states: ACTIVE_STATES });
      return context.json(active.map(presentAudioJob));
    },
  );
  routes.get(
    "/audio/history",
    describe({
      summary: "List the audio files that were processed",
      access: "account",
      query: HistoryQuery,
      answers: { 200: { description: "Newest first.", schema: z.array(AudioJobView) } },
      errors: [400, ...LIST_ERRORS],
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:read");
      const { status, skip, take } = parseRequest(HistoryQuery, context.req.query());
      const states = status === undefined ? ENDED_STATES : [status];
      const { audio } = context.get("services");
      const past = await audio.list({ accountId, states, skip, take });
      return context.json(past.map(presentAudioJob));
    },
  );
  routes.get(
    "/audio/list",
    describe({
      summary: "List the audio files that are ready, with their groups",
      description: "`search` is looked for in the names of files and groups.",
      access: "account",
      query: AudioListQuery,
      answers: { 200: { description: "Newest first.", schema: z.array(ListedAudioView) } },
      errors: [400, ...LIST_ERRORS],
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:read");
      const page = parseRequest(AudioListQuery, context.req.query());
      const listed = await listReadyAudio(context.get("services"), { accountId, ...page });
      return context.json(listed.map(presentListedAudio));
    },
  );
}

async function readOwnAudio(context: Context<AppEnv>, ownerId?: string): Promise<Audio> {
  const accountId = ownerId ?? (await accountOf(context, "jobs:read")).id;
  const { audio } = context.get("services");
  return readNamed(context, { parameter: "audioId", what: "audio" }, (id) =>
    audio.readOwned(id, accountId),
  );
}

async function readReady(context: Context<AppEnv>): Promise<Audio> {
  const audio = await readOwnAudio(context);
  if (audio.state === "completed") return audio;
  throw new DomainError("not-found", "There is no audio with this id.");
}
