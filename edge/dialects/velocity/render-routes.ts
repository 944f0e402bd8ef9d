import { Hono, type Context } from "hono";
import { z } from "zod";
import { DomainError } from "../../domain/errors.ts";
import { cancelRender } from "../../domain/renders/cancel-render.ts";
import { deleteRender } from "../../domain/renders/delete-render.ts";
import { readRenderBudget } from "../../domain/renders/read-render-budget.ts";
import type { Render } from "../../domain/renders/render-store.ts";
import { submitRender } from "../../domain/renders/submit-render.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { parseRequest } from "../../http/parse-request.ts";
import { serveAsset } from "../../http/serve-asset.ts";
import { ACTIVE_STATES, ENDED_STATES, presentBudget } from "./convert.ts";
import { describe } from "./describe.ts";
import { keepChanges } from "./keep-changes.ts";
import { presentRender, presentRenderJob } from "./present-render.ts";
import { RenderRequest, toPictureWish } from "./render-request.ts";
import { accountOf, idempotencyOf, readNamed } from "./request-context.ts";
import { BODY_ERRORS, describeDownload, LIST_ERRORS, ONE_ERRORS } from "./route-descriptions.ts";
import { historyQuery, pageQuery } from "./schemas.ts";
import {
  CreatedRender,
  RenderBudgetStatus,
  RenderJobView,
  RenderView,
  VelocityMessage,
} from "./views.ts";

const ListQuery = pageQuery(50, 100);
const HistoryQuery = historyQuery(ENDED_STATES, 100, 200);

/** Document 003: renders of templates, direct and of campaigns. */
export function createRenderRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  addListRoutes(routes);
  routes.post(
    "/render",
    describe({
      summary: "Create a render",
      description:
        "Of a template, or of a campaign's template instance. The render time it is expected to take is held until it ends. With an Idempotency-Key the same request can be sent again and makes no second render.",
      access: "account",
      headers: z.object({ "Idempotency-Key": z.string().max(255).optional() }),
      body: {
        schema: RenderRequest,
        example: {
          templateId: "550e8400-e29b-41d4-a716-446655440000",
          name: "DirectVideo",
          encoderConfig: { bitrate: 5_000_000 },
        },
      },
      answers: { 200: { description: "Created and queued.", schema: CreatedRender } },
      errors: [...BODY_ERRORS, 402, 409, 422, 429],
    }),
    async (context) => context.json({ renderId: await create(context), status: "pending" }),
  );
  routes.get(
    "/render/renders/:renderId",
    describe({
      summary: "Read a completed render",
      access: "account",
      answers: { 200: { description: "The render.", schema: RenderView } },
      errors: ONE_ERRORS,
    }),
    async (context) => context.json(presentRender(await readCompleted(context))),
  );
  routes.get(
    "/render/:renderId/status",
    describe({
      summary: "Read how far a render is",
      access: "account",
      answers: { 200: { description: "The render as it is now.", schema: RenderJobView } },
      errors: ONE_ERRORS,
    }),
    async (context) => context.json(presentRenderJob(await readOwnRender(context))),
  );
  routes.get(
    "/render/:renderId/download",
    describeDownload("Download a render's video", "video/mp4"),
    async (context) => {
      const { id, name } = await readCompleted(context);
      const services = context.get("services");
      const asset = await services.assets.readJobOutput(id, "video");
      if (!asset) throw new DomainError("not-found", "The video is gone.");
      return serveAsset(services, context.req.raw, asset, videoName(name), "attachment");
    },
  );
  routes.post(
    "/render/:renderId/cancel",
    describe({
      summary: "Cancel a render",
      description: "Render time that it took so far is charged.",
      access: "account",
      answers: { 200: { description: "The render as it is now.", schema: RenderJobView } },
      errors: [...ONE_ERRORS, 409],
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:write");
      const { id } = await readOwnRender(context, accountId);
      const render = await cancelRender(context.get("services"), accountId, id);
      return context.json(presentRenderJob(render));
    },
  );
  routes.delete(
    "/render/:renderId",
    describe({
      summary: "Delete a render and its video",
      description: "Refused while it is active.",
      access: "account",
      answers: { 200: { description: "Deleted.", schema: VelocityMessage } },
      errors: [400, ...ONE_ERRORS],
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:write");
      const { id } = await readOwnRender(context, accountId);
      await deleteRender(context.get("services"), accountId, id);
      return context.json({ message: "Render deleted successfully" });
    },
  );
  return routes;
}

function addListRoutes(routes: Hono<AppEnv>): void {
  routes.get(
    "/render/all",
    describe({
      summary: "List the completed renders",
      access: "account",
      query: ListQuery,
      answers: { 200: { description: "Newest first.", schema: z.array(RenderView) } },
      errors: [400, ...LIST_ERRORS],
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:read");
      const page = parseRequest(ListQuery, context.req.query());
      const { renders } = context.get("services");
      const completed = await renders.list({ accountId, states: ["completed"], ...page });
      return context.json(completed.map(presentRender));
    },
  );
  routes.get(
    "/render/active",
    describe({
      summary: "List the renders that wait or run",
      access: "account",
      answers: { 200: { description: "Newest first.", schema: z.array(RenderJobView) } },
      errors: LIST_ERRORS,
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:read");
      const { renders } = context.get("services");
      const active = await renders.list({ accountId, states: ACTIVE_STATES });
      return context.json(active.map(presentRenderJob));
    },
  );
  routes.get(
    "/render/history",
    describe({
      summary: "List the renders that have ended",
      access: "account",
      query: HistoryQuery,
      answers: { 200: { description: "Newest first.", schema: z.array(RenderJobView) } },
      errors: [400, ...LIST_ERRORS],
    }),
    async (context) => {
      const { id: accountId } = await accountOf(context, "jobs:read");
      const { status, ...page } = parseRequest(HistoryQuery, context.req.query());
      const states = status === undefined ? ENDED_STATES : [status];
      const { renders } = context.get("services");
      const past = await renders.list({ accountId, states, ...page });
      return context.json(past.map(presentRenderJob));
    },
  );
  routes.get(
    "/render/render-time-budget-status",
    describe({
      summary: "Read the render time budget and what is used of it",
      access: "account",
      answers: { 200: { description: "Milliseconds.", schema: RenderBudgetStatus } },
      errors: LIST_ERRORS,
    }),
    async (context) => {
      const { id } = await accountOf(context, "jobs:read");
      return context.json(presentBudget(await readRenderBudget(context.get("services"), id)));
    },
  );
}

async function create(context: Context<AppEnv>): Promise<string> {
  const account = await accountOf(context, "jobs:write");
  const services = context.get("services");
  const body = await readJsonBody(context.req.raw);
  const request = parseRequest(RenderRequest, body);
  const { templateId, templateInstanceId, name, audioId, encoderConfig, jobInfo } = request;
  const customizationMap = keepChanges(request.customizationMap);
  const source = { templateId, templateInstanceId };
  const job = await submitRender(services, {
    account,
    request: { ...source, name, audioId, encoderConfig, jobInfo, customizationMap },
    name,
    source: templateId == null ? { templateInstanceId: templateInstanceId ?? "" } : { templateId },
    audioId: audioId ?? null,
    picture: toPictureWish(request),
    changes: request.customizationMap,
    ownOrigins: [context.get("origin"), context.req.url],
    idempotency: await idempotencyOf(context, body),
  });
  return job.id;
}

/** The render's name as a file's. */
function videoName(name: string): string {
  return /\.mp4$/i.test(name) ? name : `${name}.mp4`;
}

async function readOwnRender(context: Context<AppEnv>, ownerId?: string): Promise<Render> {
  const accountId = ownerId ?? (await accountOf(context, "jobs:read")).id;
  const { renders } = context.get("services");
  return readNamed(context, { parameter: "renderId", what: "render" }, (id) =>
    renders.readOwned(id, accountId),
  );
}

async function readCompleted(context: Context<AppEnv>): Promise<Render> {
  const render = await readOwnRender(context);
  if (render.state === "completed") return render;
  throw new DomainError("not-found", "There is no completed render with this id.");
}
