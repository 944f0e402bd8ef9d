import { Hono } from "hono";
import { DomainError } from "../../domain/errors.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { presentWorldModelError } from "./errors.ts";
import { addBatchRoutes } from "./batch-routes.ts";
import { addVideoRoutes } from "./video-routes.ts";

/** Document 001: single videos, batches, media and prompt tuning. */
export function createWorldModelRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  addVideoRoutes(routes);
  addBatchRoutes(routes);
  routes.onError((error, context) => {
    if (!(error instanceof DomainError)) throw error;
    const { status, body } = presentWorldModelError(error);
    if (status === 401) context.header("WWW-Authenticate", 'Bearer realm="framefleet"');
    const wait = error.details.retryAfterSeconds;
    if (wait !== undefined) context.header("Retry-After", String(wait));
    return context.json(body, status);
  });
  return routes;
}
