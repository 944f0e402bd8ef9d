import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import type { DomainError, DomainErrorCode } from "../../domain/errors.ts";
import type { AppendOutcome } from "../../domain/uploads/append-to-upload.ts";
import { HttpError } from "../../http/http-error.ts";

/** Body of every refusal; the protocol itself knows none. */
export const UploadError = z.strictObject({ code: z.string(), message: z.string() });
export type UploadError = z.infer<typeof UploadError>;

/** What only this protocol refuses. */
type TusErrorCode = Exclude<AppendOutcome["outcome"], "stored"> | "version-not-supported";

const TUS_ERRORS: Record<TusErrorCode, { status: number; message: string }> = {
  "offset-differs": { status: 409, message: "The upload goes on at another offset." },
  gone: { status: 410, message: "The upload is gone." },
  "version-not-supported": { status: 412, message: "Tus-Resumable must be 1.0.0." },
  locked: { status: 423, message: "Another request writes to the upload now." },
  "checksum-differs": { status: 460, message: "The bytes are not those of the checksum." },
};

/** A refusal that the protocol names. */
export class TusError extends Error {
  readonly code: TusErrorCode;

  constructor(code: TusErrorCode) {
    super(TUS_ERRORS[code].message);
    this.name = "TusError";
    this.code = code;
  }
}

const STATUS: Record<DomainErrorCode, ContentfulStatusCode> = {
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
  "not-ready": 409,
  "link-expired": 410,
  "payload-too-large": 413,
  "storage-full": 403,
  "unsupported-media-type": 415,
};

/** An error of `/uploads`: `{ code, message }`. */
export function presentUploadError(error: DomainError | HttpError | TusError): {
  status: ContentfulStatusCode;
  body: UploadError;
} {
  return { status: statusOf(error), body: { code: error.code, message: error.message } };
}

function statusOf(error: DomainError | HttpError | TusError): ContentfulStatusCode {
  // The protocol's own 460 stands in no register of statuses.
  if (error instanceof TusError) return TUS_ERRORS[error.code].status as ContentfulStatusCode;
  return error instanceof HttpError ? error.status : STATUS[error.code];
}
