import { Hono } from "hono";
import { DomainError } from "../../domain/errors.ts";
import { answerError } from "../../http/answer-error.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { HttpError } from "../../http/http-error.ts";
import { presentWorldModelError } from "./errors.ts";
import { addBatchRoutes } from "./batch-routes.ts";
import { addPromptRoutes } from "./prompt-routes.ts";
import { addSocketRoutes } from "./socket-routes.ts";
import { addVideoRoutes } from "./video-routes.ts";

/** Document 001: single videos, batches, media and prompt tuning. */
export function createWorldModelRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  addVideoRoutes(routes);
  addBatchRoutes(routes);
  addSocketRoutes(routes);
  addPromptRoutes(routes);
  routes.onError((error, context) => {
    if (!(error instanceof DomainError || error instanceof HttpError)) throw error;
    return answerError(context, error, presentWorldModelError);
  });
  return routes;
}
