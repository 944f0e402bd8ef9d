import { Hono } from "hono";
import { DomainError } from "../../domain/errors.ts";
import { answerError } from "../../http/answer-error.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { HttpError } from "../../http/http-error.ts";
import { createAccountRoutes } from "./account-routes.ts";
import { createAuditRoutes } from "./audit-routes.ts";
import { createAssetRoutes } from "./asset-routes.ts";
import { presentProblem } from "./errors.ts";
import { createEventRoutes } from "./event-routes.ts";
import { createFleetRoutes } from "./fleet-routes.ts";
import { createJobRoutes } from "./job-routes.ts";
import { createNodeRoutes } from "./node-routes.ts";
import { createWebhookDeliveryRoutes } from "./webhook-delivery-routes.ts";
import { createWebhookEndpointRoutes } from "./webhook-endpoint-routes.ts";

/** The native API, `/api/v2`: jobs of every dialect, and the operator's calls. */
export function createNativeRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.route("/", createJobRoutes());
  routes.route("/", createEventRoutes());
  routes.route("/", createAssetRoutes());
  routes.route("/", createAccountRoutes());
  routes.route("/", createNodeRoutes());
  routes.route("/", createFleetRoutes());
  routes.route("/", createAuditRoutes());
  routes.route("/", createWebhookEndpointRoutes());
  routes.route("/", createWebhookDeliveryRoutes());
  routes.onError((error, context) => {
    if (!(error instanceof DomainError || error instanceof HttpError)) throw error;
    return answerError(context, error, presentProblem);
  });
  return new Hono<AppEnv>().route("/api/v2", routes);
}
