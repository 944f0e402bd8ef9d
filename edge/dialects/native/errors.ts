import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { DomainError, DomainErrorCode } from "../../domain/errors.ts";

const PROBLEMS: Record<DomainErrorCode, { status: ContentfulStatusCode; title: string }> = {
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
  "unsupported-media-type": { status: 415, title: "Unsupported media type" },
};

/** A domain error as a problem document (RFC 9457). */
export function presentProblem(error: DomainError): {
  status: ContentfulStatusCode;
  body: Record<string, unknown>;
} {
  const { status, title } = PROBLEMS[error.code];
  return {
    status,
    body: {
      type: `urn:framefleet:problem:${error.code}`,
      title,
      status,
      detail: error.message,
      ...(error.details.field !== undefined && { field: error.details.field }),
    },
  };
}
