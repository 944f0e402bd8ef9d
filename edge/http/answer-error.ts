import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { DomainError } from "../domain/errors.ts";
import type { AppEnv } from "./app-env.ts";
import type { HttpError } from "./http-error.ts";

/** How a dialect shows an error: its status and body, and the media type unless it is plain JSON. */
export type ErrorPresenter = (
  error: DomainError | HttpError,
  requestId: string,
) => {
  status: ContentfulStatusCode;
  body: object;
  contentType?: string;
};

/** Answers with an error in a dialect's shape, and with the headers HTTP wants beside it. */
export function answerError(
  context: Context<AppEnv>,
  error: DomainError | HttpError,
  present: ErrorPresenter,
): Response {
  const { status, body, contentType } = present(error, context.get("requestId"));
  if (status === 401) context.header("WWW-Authenticate", 'Bearer realm="framefleet"');
  const details: { retryAfterSeconds?: number; location?: string; allow?: readonly string[] } =
    error.details;
  if (details.retryAfterSeconds !== undefined) {
    context.header("Retry-After", String(details.retryAfterSeconds));
  }
  if (details.location !== undefined) context.header("Location", details.location);
  if (details.allow !== undefined) context.header("Allow", details.allow.join(", "));
  return context.json(
    body,
    status,
    contentType === undefined ? {} : { "content-type": contentType },
  );
}
