import { Hono } from "hono";
import { cors } from "hono/cors";
import { createNativeRoutes } from "./dialects/native/routes.ts";
import { createNodeRoutes } from "./dialects/node/routes.ts";
import { createRenderVideoRoutes } from "./dialects/render-video/routes.ts";
import type { AppEnv, RequestBindings } from "./http/app-env.ts";
import { logFailure } from "./http/log-failure.ts";
import { createReferenceRoutes } from "./pages/api-reference/routes.tsx";

/** Binds one request to its deployment; `afterAnswer` keeps work alive once the answer is sent. */
export type BindRequest<Bindings> = (
  env: Bindings,
  request: Request,
  afterAnswer: (work: Promise<unknown>) => void,
) => RequestBindings;

/** The whole API: every dialect under its own paths, and what all of them share. */
export function createApp<Bindings extends object>(bind: BindRequest<Bindings>): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
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
    if (context.res.status !== 101) context.header("x-request-id", requestId);
  });
  const allowAnyOrigin = cors({
    origin: "*",
    allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    exposeHeaders: ["x-request-id", "retry-after", "location", "content-range", "accept-ranges"],
    maxAge: 86_400,
  });
  app.use(async (context, next) => {
    const upgrades = context.req.header("upgrade") !== undefined;
    return upgrades ? next() : allowAnyOrigin(context, next);
  });
  app.route("/", createNodeRoutes());
  app.route("/", createNativeRoutes());
  app.route("/", createRenderVideoRoutes());
  app.route("/", createReferenceRoutes(app));
  app.notFound((context) =>
    context.json({ error: "not_found", message: "There is nothing at this address." }, 404),
  );
  app.onError((error, context) => {
    logFailure(error, context);
    const message = "Something went wrong on our side. Please try again.";
    return context.json({ error: "internal", message, code: "internal", detail: message }, 500);
  });
  return app;
}
