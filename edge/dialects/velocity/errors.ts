import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { DomainError, DomainErrorCode } from "../../domain/errors.ts";
import { HttpError } from "../../http/http-error.ts";
import type { VelocityError } from "./views.ts";

/** The status of every way a call can refuse; document 003 names 400, 401, 402, 404, 409 and 413. */
const STATUSES: Record<DomainErrorCode, ContentfulStatusCode> = {
  "invalid-request": 400,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  "conflicting-credentials": 400,
  "insufficient-balance": 402,
  "queue-full": 429,
  "rate-limited": 429,
  "idempotency-conflict": 422,
  "idempotency-in-flight": 409,
  "lease-lost": 409,
  "output-rejected": 422,
  "not-ready": 400,
  "already-ended": 409,
  "link-expired": 410,
  "payload-too-large": 413,
  "storage-full": 400,
  "unsupported-media-type": 415,
};

const TITLES: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  402: "Payment Required",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  410: "Gone",
  413: "Payload Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** An error as document 003's clients get it. */
export function presentVelocityError(error: DomainError | HttpError): {
  status: ContentfulStatusCode;
  body: VelocityError;
} {
  const status = error instanceof HttpError ? error.status : STATUSES[error.code];
  return {
    status,
    body: { status, title: TITLES[status] ?? "Error", message: describe(error) },
  };
}

function describe(error: DomainError | HttpError): string {
  if (error.code !== "insufficient-balance") return error.message;
  const { required = 0, available = 0 } = error.details;
  return `Insufficient VM budget: the render needs ${required} ms, ${available} ms are left.`;
}
