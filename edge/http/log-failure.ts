import type { Context } from "hono";
import type { AppEnv } from "./app-env.ts";

/** Logs an error that no client may see. */
export function logFailure(error: Error, context: Context<AppEnv>): void {
  console.error({
    message: "request failed",
    requestId: context.get("requestId"),
    method: context.req.method,
    path: context.req.path,
    error: error.stack ?? error.message,
  });
}
