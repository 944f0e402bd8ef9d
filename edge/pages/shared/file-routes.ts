import { Hono } from "hono";
import { DomainError } from "../../domain/errors.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { hideRoute } from "../../http/describe-route.ts";
import { CLIENT_FILES } from "../client-files.ts";

const FILES = new Map<string, (typeof CLIENT_FILES)[keyof typeof CLIENT_FILES]>(
  Object.values(CLIENT_FILES).map((file) => [file.path, file]),
);

/** Scripts and styles of the pages; their addresses change with their content. */
export function createFileRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get("/pages/:file", hideRoute(), (context) => {
    const file = FILES.get(context.req.path);
    if (!file) throw new DomainError("not-found", "There is no such file.");
    return context.body(file.body, 200, {
      "content-type": file.contentType,
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
    });
  });
  return routes;
}
