import { Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import type { AppEnv } from "../../http/app-env.ts";
import { createAccountRoutes } from "./account-routes.ts";
import { createAssetRoutes } from "./asset-routes.ts";
import { answerMethodNotAllowed, answerProblem, answerUnknownPath } from "./errors.ts";
import { createEventRoutes } from "./event-routes.ts";
import { createJobRoutes } from "./job-routes.ts";
import { createNodeRoutes } from "./node-routes.ts";

/** The native API, `/api/v2`: jobs of every dialect, and the operator's calls. */
export function createNativeRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.use(methodNotAllowed({ app: routes, onMethodNotAllowed: answerMethodNotAllowed }));
  routes.route("/", createJobRoutes());
  routes.route("/", createEventRoutes());
  routes.route("/", createAssetRoutes());
  routes.route("/", createAccountRoutes());
  routes.route("/", createNodeRoutes());
  routes.all("*", answerUnknownPath);
  routes.onError(answerProblem);
  return new Hono<AppEnv>().route("/api/v2", routes);
}
