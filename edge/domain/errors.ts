/** Every way a domain call can refuse. Each dialect maps every code once, in its `errors.ts`. */
export type DomainErrorCode =
  | "invalid-request"
  | "unauthenticated"
  | "forbidden"
  | "not-found"
  | "conflicting-credentials"
  | "insufficient-balance"
  | "queue-full"
  | "rate-limited"
  | "idempotency-conflict"
  | "idempotency-in-flight"
  | "lease-lost"
  | "output-rejected"
  | "not-ready"
  | "already-ended"
  | "link-expired"
  | "payload-too-large"
  | "storage-full"
  | "unsupported-media-type";

/** Facts that a dialect may show beside the message. Never secrets, never internals. */
export type DomainErrorDetails = {
  /** The field at fault, in the request's own words. */
  field?: string;
  /** Seconds after which trying again makes sense. */
  retryAfterSeconds?: number;
  available?: number;
  required?: number;
  /** Jobs that may run at once, where more were asked for than may wait. */
  maximumRunning?: number;
  /** Where the earlier, still unfinished request will show its result. */
  location?: string;
};

/** The one error that domain code throws. The message is fit to be shown to a client. */
export class DomainError extends Error {
  readonly code: DomainErrorCode;
  readonly details: DomainErrorDetails;

  constructor(code: DomainErrorCode, message: string, details: DomainErrorDetails = {}) {
    super(message);
    this.name = "DomainError";
    this.code = code;
    this.details = details;
  }
}
