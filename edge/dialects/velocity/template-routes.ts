import { Hono, type Context } from "hono";
import { z } from "zod";
import { deleteTemplate } from "../../domain/templates/delete-template.ts";
import { inspectTemplate } from "../../domain/templates/inspect-template.ts";
import { TEMPLATE_FILE } from "../../domain/templates/template-file.ts";
import type { Template } from "../../domain/templates/template-store.ts";
import { readAsset } from "../../domain/assets/read-asset.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { parseRequest } from "../../http/parse-request.ts";
import { serveAsset } from "../../http/serve-asset.ts";
import {
  ACTIVE_STATES,
  ENDED_STATES,
  presentStorage,
  presentTemplate,
  presentTemplateJob,
} from "./convert.ts";
import { describe } from "./describe.ts";
import { describeDownload, describeUpload, LIST_ERRORS, ONE_ERRORS } from "./route-descriptions.ts";
import { withUploadedFile } from "./read-file.ts";
import { accountOf, idempotencyOf, readNamed } from "./request-context.ts";
import { historyQuery, MAXIMUM_NAME_CHARACTERS, UploadForm } from "./schemas.ts";
import {
  StorageStatus,
  TemplateJobView,
  TemplateView,
  UploadedTemplate,
  VelocityMessage,
} from "./views.ts";

const HistoryQuery = historyQuery(["completed", "failed"], 50, 100);

/** Document 003: templates, from their upload to their end. */
export function createTemplateRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post(
    "/template/upload",
    describeUpload({
      summary: "Upload a template as a ZIP file",
      form: UploadForm,
      answer: { description: "It is stored, and a node looks at it.", schema: UploadedTemplate },
    }),
    async (context) => context.json({ status: "uploaded", templateId: await upload(context) }),
  );
  routes.get(
    "/template/all",
    describe({
      summary: "List the templates that are ready",
      access: "account",
      answers: { 200: { description: "Newest first.", schema: z.array(TemplateView) } },
      errors: LIST_ERRORS,
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:read");
      const { templates } = context.get("services");
      const ready = await templates.list({ accountId, states: ["completed"] });
      return context.json(ready.map(presentTemplate));
    },
  );
  routes.get(
    "/template/active",
    describe({
      summary: "List the templates that are being processed",
      access: "account",
      answers: { 200: { description: "Newest first.", schema: z.array(TemplateJobView) } },
      errors: LIST_ERRORS,
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:read");
      const { templates } = context.get("services");
      const active = await templates.list({ accountId, states: ACTIVE_STATES });
      return context.json(active.map(presentTemplateJob));
    },
  );
  routes.get(
    "/template/history",
    describe({
      summary: "List the templates that were processed",
      access: "account",
      query: HistoryQuery,
      answers: { 200: { description: "Newest first.", schema: z.array(TemplateJobView) } },
      errors: [400, ...LIST_ERRORS],
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:read");
      const { status, skip, take } = parseRequest(HistoryQuery, context.req.query());
      const states = status === undefined ? ENDED_STATES : [status];
      const { templates } = context.get("services");
      const past = await templates.list({ accountId, states, skip, take });
      return context.json(past.map(presentTemplateJob));
    },
  );
  routes.get(
    "/template/storage-status",
    describe({
      summary: "Read the storage quota and what is used of it",
      access: "account",
      answers: { 200: { description: "All files of the account.", schema: StorageStatus } },
      errors: LIST_ERRORS,
    }),
    async (context) => {
      const { id, limits } = await accountOf(context, "jobs:read");
      const { assets, clock } = context.get("services");
      const usedBytes = await assets.readUsedBytes(id, clock.now());
      return context.json(presentStorage(usedBytes, limits.maximumStorageBytes));
    },
  );
  routes.get(
    "/template/:templateId/status",
    describe({
      summary: "Read how far a template is",
      access: "account",
      answers: { 200: { description: "The template's processing.", schema: TemplateJobView } },
      errors: ONE_ERRORS,
    }),
    async (context) => context.json(presentTemplateJob(await readOwnTemplate(context))),
  );
  routes.get(
    "/template/:templateId/download",
    describeDownload("Download the ZIP file as it was uploaded", "application/zip"),
    async (context) => {
      const { assetId, accountId, name } = await readOwnTemplate(context);
      const services = context.get("services");
      const asset = await readAsset(services, accountId, assetId);
      return serveAsset(services, context.req.raw, asset, `${name}.zip`, "attachment");
    },
  );
  routes.delete(
    "/template/:templateId",
    describe({
      summary: "Delete a template",
      description: "Its renders stay. Refused while a render of it is active.",
      access: "account",
      answers: { 200: { description: "Deleted.", schema: VelocityMessage } },
      errors: [400, ...ONE_ERRORS],
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:write");
      const { id } = await readOwnTemplate(context, accountId);
      await deleteTemplate(context.get("services"), accountId, id);
      return context.json({ message: "Template deleted successfully" });
    },
  );
  return routes;
}

async function upload(context: Context<AppEnv>): Promise<string> {
  const account = await accountOf(context, "jobs:write");
  const services = context.get("services");
  const { raw: request } = context.req;
  let templateId = "";
  await withUploadedFile(services, account, { request, kind: TEMPLATE_FILE }, async (file) => {
    const { job, replayed } = await inspectTemplate(services, account, {
      archive: file.asset,
      name: file.fields.name ?? nameOf(file.fileName),
      idempotency: await idempotencyOf(context, file.asked),
    });
    templateId = job.id;
    // The template of an earlier request has that request's file.
    return { keepsFile: !replayed };
  });
  return templateId;
}

/** A template is called like its file. */
function nameOf(fileName: string): string {
  return (fileName.replace(/\.zip$/i, "") || fileName).slice(0, MAXIMUM_NAME_CHARACTERS);
}

async function readOwnTemplate(context: Context<AppEnv>, ownerId?: string): Promise<Template> {
  const accountId = ownerId ?? (await accountOf(context, "jobs:read")).id;
  const { templates } = context.get("services");
  return readNamed(context, { parameter: "templateId", what: "template" }, (id) =>
    templates.readOwned(id, accountId),
  );
}
