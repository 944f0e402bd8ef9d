import type { Hono } from "hono";
import { z } from "zod";
import {
  createDocument,
  type ZodOpenApiContentObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from "zod-openapi";
import { Uuid } from "#contracts/job.ts";
import type { AppEnv } from "./app-env.ts";
import {
  descriptionOf,
  type BodyDescription,
  type DescribedRoute,
  type DialectDescription,
} from "./describe-route.ts";

export type OpenApiDocument = ReturnType<typeof createDocument>;

const SECURITY_SCHEMES = {
  bearer: {
    type: "http",
    scheme: "bearer",
    description: "An API key (`ff_live_…`) or a JWT of the account.",
  },
  apiKey: {
    type: "apiKey",
    in: "header",
    name: "X-API-Key",
    description: "An API key; `API_KEY` in any case, with underscore or hyphen, is read as well.",
  },
  operator: { type: "http", scheme: "bearer", description: "The deployment's operator token." },
  ticket: {
    type: "apiKey",
    in: "query",
    name: "ticket",
    description: "A single-use ticket from `POST /api/v2/tickets`, good for 60 seconds.",
  },
  signedLink: {
    type: "apiKey",
    in: "query",
    name: "signature",
    description: "The signature of a link that an answer showed, with `expires` and `key`.",
  },
} as const;

const SECURITY: Record<DescribedRoute["route"]["access"], Record<string, string[]>[]> = {
  account: [{ bearer: [] }, { apiKey: [] }],
  operator: [{ operator: [] }],
  "account-or-operator": [{ bearer: [] }, { apiKey: [] }, { operator: [] }],
  ticket: [{ bearer: [] }, { apiKey: [] }, { ticket: [] }],
  "signed-link": [{ signedLink: [] }, { bearer: [] }, { apiKey: [] }],
  none: [],
};

const ERROR_TEXTS: Record<number, string> = {
  400: "The request is not valid.",
  401: "The credential is missing or not valid.",
  402: "The balance is too low.",
  403: "The credential may not do this, or the account has no room.",
  404: "There is nothing of that id; a foreign id answers the same.",
  409: "The state does not allow it now.",
  410: "The link has expired, or what was asked for is gone.",
  412: "The request asks for another version of the protocol.",
  413: "The body is too large.",
  415: "The content type is not supported.",
  422: "The idempotency key was used for another request.",
  423: "Another request changes it now.",
  429: "Too many requests or waiting jobs; see Retry-After.",
  460: "The bytes are not those of the checksum.",
};

/** A route of the app as the document names it. */
export type ListedRoute = {
  method: string;
  path: string;
  description: DescribedRoute | "hidden" | undefined;
};

/** Every route that answers requests, with what it says of itself; middleware is left out. */
export function listRoutes(app: Hono<AppEnv>): ListedRoute[] {
  const routes = new Map<string, ListedRoute>();
  for (const { method, path, handler } of app.routes) {
    if (method === "ALL") continue;
    const key = `${method} ${openApiPath(path)}`;
    const known = routes.get(key);
    const description = known?.description ?? descriptionOf(handler);
    routes.set(key, { method, path: openApiPath(path), description });
  }
  return [...routes.values()];
}

/** The OpenAPI 3.1 document of every route that describes itself. */
export function createOpenApiDocument(
  app: Hono<AppEnv>,
  about: { version: string; origin: string },
): OpenApiDocument {
  const paths: ZodOpenApiPathsObject = {};
  const dialects = new Map<string, DialectDescription>();
  for (const { method, path, description } of listRoutes(app)) {
    if (!description || description === "hidden") continue;
    dialects.set(description.dialect.tag, description.dialect);
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: describeOperation(description, method, path),
    };
  }
  return createDocument({
    openapi: "3.1.1",
    info: {
      title: "Framefleet",
      version: about.version,
      description:
        "Video rendering under several API dialects over one core. A job made through one dialect can be read, watched and cancelled through the native API.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: about.origin }],
    tags: [...dialects.values()].map(({ tag, title, description }) => ({
      name: tag,
      summary: title,
      description,
    })),
    paths,
    components: { securitySchemes: SECURITY_SCHEMES },
  });
}

function describeOperation(
  { dialect, route }: DescribedRoute,
  method: string,
  path: string,
): ZodOpenApiOperationObject {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  const pathShape = Object.fromEntries(
    names.map((name) => [name, route.parameters?.[name] ?? Uuid]),
  );
  const responses: ZodOpenApiResponsesObject = {};
  for (const [status, answer] of Object.entries(route.answers)) {
    const bodies = toList(answer);
    const content = describeContent(bodies);
    responses[status as "200"] = {
      description: bodies[0]?.description ?? "Done.",
      ...(Object.keys(content).length > 0 && { content }),
    };
  }
  for (const status of route.errors ?? []) {
    responses[String(status) as "400"] = {
      description: ERROR_TEXTS[status] ?? "Refused.",
      content: {
        [dialect.errorContentType]: { schema: dialect.errorSchema, example: dialect.errorExample },
      },
    };
  }
  return {
    operationId: operationId(method, path),
    tags: [dialect.tag],
    summary: route.summary,
    ...(route.description !== undefined && { description: route.description }),
    security: SECURITY[route.access],
    requestParams: {
      ...(names.length > 0 && { path: z.object(pathShape) }),
      ...(route.query && { query: route.query }),
      ...(route.headers && { header: route.headers }),
    },
    ...(route.body && {
      requestBody: {
        required: route.bodyRequired ?? true,
        content: describeContent(toList(route.body)),
      },
    }),
    responses,
  };
}

function describeContent(bodies: readonly BodyDescription[]): ZodOpenApiContentObject {
  return Object.fromEntries(
    bodies
      .filter((body) => body.schema !== undefined || body.contentType !== undefined)
      .map(({ schema, contentType = "application/json", example }) => [
        contentType,
        {
          ...(schema && { schema }),
          ...(example !== undefined && { example }),
        },
      ]),
  );
}

/** `get /api/v2/jobs/{id}/events` is `getApiV2JobsByIdEvents`. */
function operationId(method: string, path: string): string {
  const words = path.split("/").flatMap((part) => part.replace(/[{}]/g, "").split(/[^a-zA-Z0-9]+/));
  const named = words
    .filter((word) => word !== "")
    .map((word) => word[0]?.toUpperCase() + word.slice(1));
  return method.toLowerCase() + named.join("");
}

/** `/nodes/:id/:action{drain|pause}` is `/nodes/{id}/{action}`. */
function openApiPath(path: string): string {
  return path.replace(/:(\w+)(?:\{[^}]*\})?\??/g, "{$1}");
}

function toList<Value>(value: Value | readonly Value[]): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [value as Value];
}
