import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { DomainError, DomainErrorCode } from "../../domain/errors.ts";
import { HttpError, type HttpErrorCode } from "../../http/http-error.ts";
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
  "already-ended": { status: 409, title: "Already ended" },
  "link-expired": { status: 410, title: "Link expired" },
  "payload-too-large": { status: 413, title: "Payload too large" },
  "storage-full": { status: 403, title: "Storage full" },
  "unsupported-media-type": { status: 415, title: "Unsupported media type" },
};

const HTTP_TITLES: Record<HttpErrorCode, string> = {
  "method-not-allowed": "Method not allowed",
  unavailable: "Not available now",
  internal: "Internal error",
};

/** An error as a problem document (RFC 9457). */
export function presentProblem(
  error: DomainError | HttpError,
  requestId: string,
): { status: ContentfulStatusCode; body: Problem; contentType: string } {
  const { status, title } =
    error instanceof HttpError
      ? { status: error.status, title: HTTP_TITLES[error.code] }
      : PROBLEMS[error.code];
  const field = error instanceof HttpError ? undefined : error.details.field;
  const body: Problem = {
    type: `urn:framefleet:problem:${error.code}`,
    title,
    status,
    detail: error.message,
    instance: `urn:framefleet:request:${requestId}`,
    code: error.code,
    ...(field !== undefined && { field }),
  };
  return { status, body, contentType: "application/problem+json" };
}
