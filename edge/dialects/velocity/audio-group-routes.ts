import { Hono, type Context } from "hono";
import { z } from "zod";
import type { AudioGroup } from "../../domain/audio/audio-store.ts";
import { createAudioGroup } from "../../domain/audio/create-audio-group.ts";
import { deleteAudioGroup } from "../../domain/audio/delete-audio-group.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { parseRequest } from "../../http/parse-request.ts";
import { presentAudio, presentGroup } from "./convert.ts";
import { describe } from "./describe.ts";
import { accountOf, readNamed } from "./request-context.ts";
import { BODY_ERRORS, describeUpload, LIST_ERRORS, ONE_ERRORS } from "./route-descriptions.ts";
import { NamedRequest, UploadForm } from "./schemas.ts";
import { uploadAudio } from "./upload-audio.ts";
import { AudioGroupDetails, AudioGroupView, UploadedAudio, VelocityMessage } from "./views.ts";

/** Groups of sounds, which document 003 names where it tells how a campaign gets its sound. */
export function createAudioGroupRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post(
    "/audio-asset-group",
    describe({
      summary: "Create an audio asset group",
      access: "account",
      body: { schema: NamedRequest, example: { name: "Background music" } },
      answers: { 200: { description: "The group.", schema: AudioGroupView } },
      errors: BODY_ERRORS,
    }),
    async (context) => {
      const { id } = await accountOf(context, "jobs:write");
      const { name } = parseRequest(NamedRequest, await readJsonBody(context.req.raw));
      return context.json(presentGroup(await createAudioGroup(context.get("services"), id, name)));
    },
  );
  routes.get(
    "/audio-asset-group",
    describe({
      summary: "List the audio asset groups, oldest first",
      access: "account",
      answers: { 200: { description: "All groups.", schema: z.array(AudioGroupView) } },
      errors: LIST_ERRORS,
    }),
    async (context) => {
      const { id } = await accountOf(context, "jobs:read");
      const groups = await context.get("services").audio.listGroups(id);
      return context.json(groups.map(presentGroup));
    },
  );
  routes.get(
    "/audio-asset-group/:groupId",
    describe({
      summary: "Read an audio asset group with its audio files that are ready",
      access: "account",
      answers: { 200: { description: "The group.", schema: AudioGroupDetails } },
      errors: ONE_ERRORS,
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:read");
      const group = await readOwnGroup(context, accountId);
      const { audio } = context.get("services");
      const ready = await audio.listReady({ accountId, groupId: group.id });
      return context.json({ ...presentGroup(group), audio: ready.map(presentAudio) });
    },
  );
  routes.post(
    "/audio-asset-group/:groupId/audio",
    describeUpload({
      summary: "Upload an MP3, WAV or AAC file into a group",
      form: UploadForm,
      answer: { description: "It is stored, and a node looks at it.", schema: UploadedAudio },
      errors: [404],
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:write");
      const { id } = await readOwnGroup(context, account.id);
      return context.json(await uploadAudio(context, account, id));
    },
  );
  routes.delete(
    "/audio-asset-group/:groupId",
    describe({
      summary: "Delete an audio asset group",
      description: "Refused while it has audio files. Links of campaigns to it go with it.",
      access: "account",
      answers: { 200: { description: "Deleted.", schema: VelocityMessage } },
      errors: [400, ...ONE_ERRORS],
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:write");
      const { id } = await readOwnGroup(context, accountId);
      await deleteAudioGroup(context.get("services"), accountId, id);
      return context.json({ message: "Audio asset group deleted successfully" });
    },
  );
  return routes;
}

function readOwnGroup(context: Context<AppEnv>, accountId: string): Promise<AudioGroup> {
  const { audio } = context.get("services");
  return readNamed(context, { parameter: "groupId", what: "audio asset group" }, (id) =>
    audio.readGroup(id, accountId),
  );
}
