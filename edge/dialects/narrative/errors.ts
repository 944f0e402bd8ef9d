import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { DomainError, DomainErrorCode } from "../../domain/errors.ts";
import { HttpError } from "../../http/http-error.ts";
import type { NarrativeError } from "./views.ts";

/** The status of every way a call can refuse; document 004 names 400, 401 and 500. */
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
  "already-ended": 409,
  "lease-lost": 409,
  "output-rejected": 422,
  "not-ready": 400,
  "link-expired": 410,
  "payload-too-large": 413,
  "storage-full": 403,
  "unsupported-media-type": 415,
};

/** An error in the document's shape: `{ message }`. */
export function presentNarrativeError(error: DomainError | HttpError): {
  status: ContentfulStatusCode;
  body: NarrativeError;
} {
  const status = error instanceof HttpError ? error.status : STATUSES[error.code];
  return { status, body: { message: error.message } };
}
