import { Hono } from "hono";
import { cors } from "hono/cors";
import { getPath } from "hono/utils/url";
import { NODE_API_PATH } from "#contracts/node-protocol.ts";
import { presentProblem } from "./dialects/native/errors.ts";
import { createNativeRoutes } from "./dialects/native/routes.ts";
import { presentNarrativeError } from "./dialects/narrative/errors.ts";
import { createNarrativeRoutes } from "./dialects/narrative/routes.ts";
import { announceVersions } from "./dialects/node/announce-versions.ts";
import { presentNodeError } from "./dialects/node/errors.ts";
import { createNodeRoutes } from "./dialects/node/routes.ts";
import { presentRenderVideoError } from "./dialects/render-video/errors.ts";
import { createRenderVideoRoutes } from "./dialects/render-video/routes.ts";
import { announceTus, EXPOSED_TUS_HEADERS } from "./dialects/uploads/announce-tus.ts";
import { presentUploadError } from "./dialects/uploads/errors.ts";
import { createUploadRoutes } from "./dialects/uploads/routes.ts";
import { presentVelocityError } from "./dialects/velocity/errors.ts";
import { isVelocityPath, normalizeVelocityPath } from "./dialects/velocity/paths.ts";
import { createVelocityRoutes } from "./dialects/velocity/routes.ts";
import { presentVideoJobsError } from "./dialects/video-jobs/errors.ts";
import { createVideoJobsRoutes } from "./dialects/video-jobs/routes.ts";
import { presentWorldModelError } from "./dialects/world-model/errors.ts";
import { createWorldModelRoutes } from "./dialects/world-model/routes.ts";
import { DomainError } from "./domain/errors.ts";
import { findAllowedMethods } from "./http/allowed-methods.ts";
import { answerError, type ErrorPresenter } from "./http/answer-error.ts";
import type { AppEnv, RequestBindings } from "./http/app-env.ts";
import { HttpError, internalError } from "./http/http-error.ts";
import { limitRequests } from "./http/limit-requests.ts";
import { logFailure } from "./http/log-failure.ts";
import { createReferenceRoutes } from "./pages/api-reference/routes.tsx";
import { createMonitorRoutes } from "./pages/monitor/routes.tsx";
import { createFileRoutes } from "./pages/shared/file-routes.ts";
import { createStudioRoutes } from "./pages/studio/routes.tsx";

/** Binds one request to its deployment; `afterAnswer` keeps work alive once the answer is sent. */
export type BindRequest<Bindings> = (
  env: Bindings,
  request: Request,
  afterAnswer: (work: Promise<unknown>) => void,
) => RequestBindings;

/** The whole API: every dialect under its own paths, and what all of them share. */
export function createApp<Bindings extends object>(bind: BindRequest<Bindings>): Hono<AppEnv> {
  const app = new Hono<AppEnv>({ getPath: (request) => normalizeVelocityPath(getPath(request)) });
  app.use(async (context, next) => {
    const bindings = bind(context.env as Bindings, context.req.raw, (work) =>
      context.executionCtx.waitUntil(work),
    );
    for (const [name, value] of Object.entries(bindings)) {
      context.set(name as keyof RequestBindings, value);
    }
    const { clock, random } = bindings.services;
    const given = context.req.header("x-request-id");
    const requestId =
      given !== undefined && /^[\w.-]{1,100}$/.test(given) ? given : random.uuid(clock.now());
    context.set("requestId", requestId);
    await next();
    // An upgrade's answer cannot be built anew, which setting a header would do.
    if (context.res.status === 101) return;
    context.header("x-request-id", requestId);
    for (const [name, value] of bindings.admission.headers()) context.header(name, value);
  });
  const allowAnyOrigin = cors({
    origin: "*",
    allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    exposeHeaders: EXPOSED_HEADERS,
    maxAge: 86_400,
  });
  app.use("/uploads/*", announceTus);
  app.use(`${NODE_API_PATH}/*`, announceVersions);
  app.use(async (context, next) => {
    const upgrades = context.req.header("upgrade") !== undefined;
    return upgrades ? next() : allowAnyOrigin(context, next);
  });
  app.use(limitRequests);
  app.route("/", createNodeRoutes());
  app.route("/", createNativeRoutes());
  app.route("/", createUploadRoutes());
  app.route("/", createRenderVideoRoutes());
  app.route("/", createWorldModelRoutes());
  app.route("/", createVideoJobsRoutes());
  app.route("/", createVelocityRoutes());
  app.route("/", createNarrativeRoutes());
  app.route("/", createFileRoutes());
  app.route("/", createStudioRoutes());
  app.route("/", createMonitorRoutes());
  app.route("/", createReferenceRoutes(app));
  app.notFound((context) => {
    const allow = findAllowedMethods(app, context.req.path);
    const error =
      allow.length === 0
        ? new DomainError("not-found", "There is nothing at this address.")
        : new HttpError("method-not-allowed", "This address has no such method.", { allow });
    return answerError(context, error, presenterFor(context.req.path));
  });
  app.onError((error, context) => {
    const present = presenterFor(context.req.path);
    if (error instanceof DomainError || error instanceof HttpError) {
      return answerError(context, error, present);
    }
    logFailure(error, context);
    return answerError(context, internalError(), present);
  });
  return app;
}

const EXPOSED_HEADERS = [
  "accept-ranges",
  "allow",
  "content-disposition",
  "content-length",
  "content-range",
  "etag",
  "location",
  "ratelimit",
  "ratelimit-policy",
  "retry-after",
  "x-request-id",
  "x-session-id",
  ...EXPOSED_TUS_HEADERS,
];

const VIDEO_JOBS_PATH = /^\/api\/v1\/video-jobs(?:\/|$)/;
const WORLD_MODEL_PATH = /^\/(?:api\/(?!v\d+\/)|static\/)/;

const NARRATIVE_PATH = /^\/(?:v1\/video\/|(?:create_narrative|create_movie|status|models)\/?$)/;

/** The shape of errors at a path that no dialect answered itself: that of its prefix. */
function presenterFor(path: string): ErrorPresenter {
  if (path.startsWith(`${NODE_API_PATH}/`)) return presentNodeError;
  if (path === "/api/v2" || path.startsWith("/api/v2/")) return presentProblem;
  if (path === "/uploads" || path.startsWith("/uploads/")) return presentUploadError;
  if (WORLD_MODEL_PATH.test(path)) return presentWorldModelError;
  if (VIDEO_JOBS_PATH.test(path)) return presentVideoJobsError;
  if (isVelocityPath(path)) return presentVelocityError;
  if (NARRATIVE_PATH.test(path)) return presentNarrativeError;
  return presentRenderVideoError;
}
