import type { ContentfulStatusCode } from "hono/utils/http-status";
import { DEFAULT_ACCOUNT_LIMITS } from "#contracts/limits.ts";
import type { DomainError, DomainErrorCode } from "../../domain/errors.ts";
import { HttpError } from "../../http/http-error.ts";
import type { VideoJobError } from "./views.ts";

/** The status of every way a call can refuse; document 002 names 400, 402, 404 and 429. */
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
  "storage-full": 403,
  "unsupported-media-type": 415,
};

/** An error in the document's shape: `{ detail }`. */
export function presentVideoJobsError(error: DomainError | HttpError): {
  status: ContentfulStatusCode;
  body: VideoJobError;
} {
  if (error instanceof HttpError) return { status: error.status, body: { detail: error.message } };
  return { status: STATUSES[error.code], body: { detail: detailOf(error) } };
}

function detailOf({ code, message, details }: DomainError): VideoJobError["detail"] {
  if (code === "insufficient-balance") {
    const { required: cost = 0, available: availableTokens = 0 } = details;
    return {
      message: `Insufficient tokens. Operation 'video_generation' costs ${cost} tokens but you have ${availableTokens}.`,
      cost,
      availableTokens,
    };
  }
  if (code === "queue-full") {
    const { maximumRunning = DEFAULT_ACCOUNT_LIMITS.videoJobsRunning } = details;
    return `Maximum ${maximumRunning} concurrent video jobs allowed. Please wait for existing jobs to complete.`;
  }
  return message;
}
