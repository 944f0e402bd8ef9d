import { Hono } from "hono";
import { DomainError } from "../../domain/errors.ts";
import { answerError } from "../../http/answer-error.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { HttpError } from "../../http/http-error.ts";
import { createAudioGroupRoutes } from "./audio-group-routes.ts";
import { createAudioRoutes } from "./audio-routes.ts";
import { createCampaignRoutes } from "./campaign-routes.ts";
import { presentVelocityError } from "./errors.ts";
import { createInstanceRoutes } from "./instance-routes.ts";
import { createRenderRoutes } from "./render-routes.ts";
import { createTemplateRoutes } from "./template-routes.ts";

/** Document 003: templates, sounds, campaigns and renders. */
export function createVelocityRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  for (const part of [
    createTemplateRoutes(),
    createAudioRoutes(),
    createAudioGroupRoutes(),
    createCampaignRoutes(),
    createInstanceRoutes(),
    createRenderRoutes(),
  ]) {
    part.onError((error, context) => {
      if (!(error instanceof DomainError || error instanceof HttpError)) throw error;
      return answerError(context, error, presentVelocityError);
    });
    routes.route("/", part);
  }
  return routes;
}
