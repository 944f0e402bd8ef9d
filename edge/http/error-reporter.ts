import type { Context, ErrorHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { DomainError } from "../domain/errors.ts";
import type { AppEnv } from "./app-env.ts";

/** An error in a dialect's own words. */
export type PresentedError = {
  status: ContentfulStatusCode;
  body: object;
  /** `application/json` unless the dialect has its own. */
  contentType?: string;
};

/** How a dialect tells errors; every domain code has its place in `domain`. */
export type ErrorPresenter = {
  domain(error: DomainError): PresentedError;
  /** For what should not happen: says nothing but that it did. */
  internal(requestId: string): PresentedError;
};

/** Hono's `onError` for a dialect. Errors nobody foresaw are logged and never shown. */
export function createErrorReporter(presenter: ErrorPresenter): ErrorHandler<AppEnv> {
  return (error, context) => answerError(context, error, presenter);
}

function answerError(context: Context<AppEnv>, error: unknown, presenter: ErrorPresenter) {
  if (!(error instanceof DomainError)) {
    const requestId = context.get("requestId");
    logFailure(requestId, context, error);
    return answer(presenter.internal(requestId));
  }
  const response = answer(presenter.domain(error));
  const { retryAfterSeconds, location } = error.details;
  if (retryAfterSeconds !== undefined) {
    response.headers.set("retry-after", String(Math.ceil(retryAfterSeconds)));
  }
  if (location !== undefined) response.headers.set("location", location);
  if (response.status === 401) response.headers.set("www-authenticate", "Bearer");
  return response;
}

function answer({ status, body, contentType }: PresentedError): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": contentType ?? "application/json; charset=UTF-8" },
  });
}

function logFailure(requestId: string, context: Context<AppEnv>, error: unknown): void {
  console.error({
    message: "a request failed unexpectedly",
    requestId,
    method: context.req.method,
    // The route, not the address: a signed link is a credential.
    path: context.req.path,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
}
