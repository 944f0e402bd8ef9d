import { Hono } from "hono";
import type { AppEnv } from "../../http/app-env.ts";
import { hideRoute } from "../../http/describe-route.ts";
import { CLIENT_FILES } from "../client-files.ts";

/** Scripts and styles of the pages; their addresses change with their content. */
export function createFileRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  for (const { path, contentType, body } of Object.values(CLIENT_FILES)) {
    routes.get(path, hideRoute(), (context) =>
      context.body(body, 200, {
        "content-type": contentType,
        "cache-control": "public, max-age=31536000, immutable",
        "x-content-type-options": "nosniff",
      }),
    );
  }
  return routes;
}
