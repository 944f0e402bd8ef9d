import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { DomainError, DomainErrorCode } from "../../domain/errors.ts";
import { HttpError } from "../../http/http-error.ts";
import type { RenderVideoError } from "./views.ts";

/** The document's `error` word for every way a call can refuse, and its status. */
const ERRORS: Record<DomainErrorCode, { status: ContentfulStatusCode; error: string }> = {
  "invalid-request": { status: 400, error: "invalid_request" },
  unauthenticated: { status: 401, error: "unauthorized" },
  forbidden: { status: 403, error: "forbidden" },
  "not-found": { status: 404, error: "not_found" },
  "conflicting-credentials": { status: 400, error: "conflicting_credentials" },
  "insufficient-balance": { status: 402, error: "insufficient_tokens" },
  "queue-full": { status: 429, error: "queue_full" },
  "rate-limited": { status: 429, error: "rate_limited" },
  "idempotency-conflict": { status: 422, error: "idempotency_conflict" },
  "idempotency-in-flight": { status: 409, error: "idempotency_in_flight" },
  "lease-lost": { status: 409, error: "conflict" },
  "output-rejected": { status: 422, error: "invalid_request" },
  "not-ready": { status: 409, error: "not_ready" },
  "already-ended": { status: 409, error: "already_ended" },
  "link-expired": { status: 410, error: "link_expired" },
  "payload-too-large": { status: 413, error: "payload_too_large" },
  "storage-full": { status: 403, error: "storage_full" },
  "unsupported-media-type": { status: 415, error: "unsupported_media_type" },
};

/** An error in the document's shape: `{ error, message }`. */
export function presentRenderVideoError(error: DomainError | HttpError): {
  status: ContentfulStatusCode;
  body: RenderVideoError;
} {
  if (error instanceof HttpError) {
    const { status, code, message } = error;
    return { status, body: { error: code.replaceAll("-", "_"), message } };
  }
  const { status, error: word } = ERRORS[error.code];
  return { status, body: { error: word, message: error.message } };
}
