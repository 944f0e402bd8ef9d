import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "./app-env.ts";

const ALLOWED_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
const PREFLIGHT_SECONDS = "86400";
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+( *, *[\w!#$%&'*+.^`|~-]+)*$/;
const EXPOSED_HEADERS = [
  "X-Request-Id",
  "Location",
  "Retry-After",
  "RateLimit",
  "RateLimit-Policy",
  "ETag",
  "Accept-Ranges",
  "Content-Range",
  "Content-Length",
  "Content-Disposition",
].join(", ");

/**
 * Lets pages of any origin call the API with a header credential, never with cookies. Preflights
 * are answered here, before anybody asks for a credential.
 */
export function cors(): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    const asksForMethod = context.req.header("access-control-request-method") !== undefined;
    if (context.req.method === "OPTIONS" && asksForMethod) {
      const asked = context.req.header("access-control-request-headers") ?? "";
      return context.body(null, 204, {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": ALLOWED_METHODS,
        // `*` would not cover Authorization, so the names asked for are allowed by name.
        "access-control-allow-headers": HEADER_NAMES.test(asked) ? asked : "Content-Type",
        "access-control-max-age": PREFLIGHT_SECONDS,
        vary: "Access-Control-Request-Headers",
      });
    }
    await next();
    if (context.res.status === 101) return undefined;
    context.header("access-control-allow-origin", "*");
    context.header("access-control-expose-headers", EXPOSED_HEADERS);
    return undefined;
  };
}
