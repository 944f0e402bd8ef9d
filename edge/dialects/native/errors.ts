import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { DomainError, type DomainErrorCode } from "../../domain/errors.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { logFailure } from "../../http/log-failure.ts";
import type { Problem } from "./views.ts";

type ProblemKind = { status: ContentfulStatusCode; title: string };

const PROBLEMS: Record<DomainErrorCode, ProblemKind> = {
  "invalid-request": { status: 400, title: "Invalid request" },
  unauthenticated: { status: 401, title: "Not authenticated" },
  forbidden: { status: 403, title: "Not allowed" },
  "not-found": { status: 404, title: "Not found" },
  "conflicting-credentials": { status: 400, title: "Conflicting credentials" },
  "insufficient-balance": { status: 402, title: "Insufficient balance" },
  "queue-full": { status: 429, title: "Queue full" },
  "rate-limited": { status: 429, title: "Too many requests" },
  "idempotency-conflict": { status: 422, title: "Idempotency key used for another request" },
  "idempotency-in-flight": { status: 409, title: "Request still in flight" },
  "lease-lost": { status: 409, title: "Lease lost" },
  "output-rejected": { status: 422, title: "Output rejected" },
  "not-ready": { status: 409, title: "Not ready" },
  "link-expired": { status: 410, title: "Link expired" },
  "payload-too-large": { status: 413, title: "Payload too large" },
  "storage-full": { status: 403, title: "Storage full" },
  "unsupported-media-type": { status: 415, title: "Unsupported media type" },
};

const INTERNAL: ProblemKind = { status: 500, title: "Internal error" };
const METHOD_NOT_ALLOWED: ProblemKind = { status: 405, title: "Method not allowed" };

/** Answers any error as a problem document (RFC 9457); what is not ours to tell is only logged. */
export function answerProblem(error: Error, context: Context<AppEnv>): Response {
  if (!(error instanceof DomainError)) {
    logFailure(error, context);
    const detail = "Something went wrong on our side. Please try again.";
    return answer(context, "internal", INTERNAL, detail);
  }
  const { field, retryAfterSeconds, location } = error.details;
  const problem = PROBLEMS[error.code];
  if (problem.status === 401) context.header("WWW-Authenticate", 'Bearer realm="framefleet"');
  if (retryAfterSeconds !== undefined) context.header("Retry-After", String(retryAfterSeconds));
  if (location !== undefined) context.header("Location", location);
  return answer(context, error.code, problem, error.message, field === undefined ? {} : { field });
}

/** The answer to an address that exists, but not with this method. */
export function answerMethodNotAllowed(context: Context<AppEnv>, allowed: string[]): Response {
  context.header("Allow", allowed.join(", "));
  const detail = `This address answers ${allowed.join(", ")}.`;
  return answer(context, "method-not-allowed", METHOD_NOT_ALLOWED, detail);
}

/** The answer to an address that does not exist. */
export function answerUnknownPath(context: Context<AppEnv>): Response {
  return answer(context, "not-found", PROBLEMS["not-found"], "There is nothing at this address.");
}

function answer(
  context: Context<AppEnv>,
  code: string,
  { status, title }: ProblemKind,
  detail: string,
  more: { field?: string } = {},
): Response {
  const body: Problem = {
    type: `urn:framefleet:problem:${code}`,
    title,
    status,
    detail,
    instance: `urn:framefleet:request:${context.get("requestId")}`,
    code,
    ...more,
  };
  return context.json(body, status, { "content-type": "application/problem+json" });
}
