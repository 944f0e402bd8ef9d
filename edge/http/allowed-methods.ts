import type { Hono } from "hono";
import type { AppEnv } from "./app-env.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** The methods that an address has a route for; none when there is nothing at it. */
export function findAllowedMethods(app: Hono<AppEnv>, path: string): string[] {
  const found: string[] = METHODS.filter((method) =>
    // Middleware stands under every method and makes no address.
    app.router.match(method, path)[0].some(([[, route]]) => route.method !== "ALL"),
  );
  if (found.length === 0) return [];
  return [...found, ...(found.includes("GET") ? ["HEAD"] : []), "OPTIONS"];
}
