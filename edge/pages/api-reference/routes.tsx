import { Hono, type Context } from "hono";
import { z } from "zod";
import type { AppEnv } from "../../http/app-env.ts";
import { createRouteDescriber, hideRoute } from "../../http/describe-route.ts";
import { createOpenApiDocument, type OpenApiDocument } from "../../http/openapi-document.ts";
import { ReferencePage } from "./reference-page.tsx";
import { REFERENCE_SCRIPT } from "./script.ts";
import { REFERENCE_STYLES } from "./styles.ts";

const API_VERSION = "2.0.0";
const SCRIPT_PATH = "/api/v1/docs/reference.js";
const STYLES_PATH = "/api/v1/docs/reference.css";

/** Nothing from elsewhere, nothing inline, in no frame. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const describe = createRouteDescriber({
  tag: "service",
  title: "Service",
  description: "What the deployment says of itself.",
  errorSchema: z.strictObject({ error: z.string(), message: z.string() }),
  errorContentType: "application/json",
  errorExample: { error: "not_found", message: "There is nothing at this address." },
});

/** Health, the OpenAPI document and the API reference, made from what `app`'s routes say. */
export function createReferenceRoutes(app: Hono<AppEnv>): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  const documents = new Map<string, OpenApiDocument>();
  const documentOf = (context: Context<AppEnv>): OpenApiDocument => {
    const origin = context.get("origin");
    const known = documents.get(origin);
    if (known) return known;
    const made = createOpenApiDocument(app, { version: API_VERSION, origin });
    // One deployment has one origin; a Host header that varies must not fill the memory.
    documents.clear();
    documents.set(origin, made);
    return made;
  };
  routes.get(
    "/healthz",
    describe({
      summary: "Is the deployment up?",
      access: "none",
      answers: {
        200: {
          description: "It is.",
          schema: z.strictObject({ ok: z.literal(true) }),
          example: { ok: true },
        },
      },
    }),
    (context) => context.json({ ok: true }),
  );
  routes.get(
    "/openapi.json",
    describe({
      summary: "This API as an OpenAPI 3.1 document",
      access: "none",
      answers: { 200: { description: "The document.", schema: z.looseObject({}) } },
    }),
    (context) => context.json(documentOf(context)),
  );
  routes.get("/api/v1/docs", hideRoute(), (context) => {
    context.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Referrer-Policy", "no-referrer");
    return context.html(
      <ReferencePage
        document={documentOf(context)}
        scriptPath={SCRIPT_PATH}
        stylesPath={STYLES_PATH}
      />,
    );
  });
  routes.get(SCRIPT_PATH, hideRoute(), (context) =>
    context.body(REFERENCE_SCRIPT, 200, fileHeaders("text/javascript; charset=utf-8")),
  );
  routes.get(STYLES_PATH, hideRoute(), (context) =>
    context.body(REFERENCE_STYLES, 200, fileHeaders("text/css; charset=utf-8")),
  );
  return routes;
}

function fileHeaders(contentType: string): Record<string, string> {
  return {
    "content-type": contentType,
    "cache-control": "public, max-age=300",
    "x-content-type-options": "nosniff",
  };
}
