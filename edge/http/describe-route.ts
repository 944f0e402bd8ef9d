import type { MiddlewareHandler } from "hono";
import { findTargetHandler } from "hono/utils/handler";
import type { z } from "zod";
import type { AppEnv } from "./app-env.ts";

/** A body as the API reference shows it. Without a schema it is bytes. */
export type BodyDescription = {
  description?: string;
  schema?: z.ZodType;
  contentType?: string;
  example?: unknown;
};

/** One route for the OpenAPI document and the API reference. */
export type RouteDescription = {
  summary: string;
  /** Markdown is not read: plain paragraphs. */
  description?: string;
  /** Whose credential it needs; `ticket` is an account's or a ticket; `none` is open to all. */
  access: "account" | "operator" | "account-or-operator" | "ticket" | "signed-link" | "none";
  /** Path parameters by name; one that is left out is a UUID. */
  parameters?: Record<string, z.ZodType>;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  /** What the body may be; several for several content types. */
  body?: BodyDescription | readonly BodyDescription[];
  bodyRequired?: boolean;
  answers: Record<number, BodyDescription | readonly BodyDescription[]>;
  /** Statuses answered with the dialect's error body; 401, 403, 404 and so on. */
  errors?: readonly number[];
};

/** What all routes of a dialect share in the document. */
export type DialectDescription = {
  tag: string;
  title: string;
  description: string;
  errorSchema: z.ZodType;
  errorContentType: string;
  errorExample: unknown;
};

export type DescribedRoute = { dialect: DialectDescription; route: RouteDescription };

/** `hidden`: a route that is no part of the API, such as a page's style sheet. */
const descriptions = new WeakMap<object, DescribedRoute | "hidden">();

/**
 * Makes a dialect's `describe`: a middleware that does nothing but say, where a route is defined,
 * what it takes and answers. `openapi-document.ts` finds it there.
 */
export function createRouteDescriber(dialect: DialectDescription) {
  return (route: RouteDescription): MiddlewareHandler<AppEnv> => mark({ dialect, route });
}

/** Says that a route is deliberately left out of the document. */
export function hideRoute(): MiddlewareHandler<AppEnv> {
  return mark("hidden");
}

/** What a handler that hono lists says of its route; undefined when it says nothing. */
export function descriptionOf(handler: object): DescribedRoute | "hidden" | undefined {
  return descriptions.get(findTargetHandler(handler as (...input: never[]) => unknown));
}

function mark(description: DescribedRoute | "hidden"): MiddlewareHandler<AppEnv> {
  const middleware: MiddlewareHandler<AppEnv> = (_context, next) => next();
  descriptions.set(middleware, description);
  return middleware;
}
