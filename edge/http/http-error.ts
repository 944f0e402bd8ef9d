/** What the HTTP layer itself refuses, whatever was asked of the domain. */
export type HttpErrorCode = "method-not-allowed" | "unavailable" | "internal";

const STATUS = { "method-not-allowed": 405, unavailable: 503, internal: 500 } as const;

export type HttpErrorDetails = {
  /** Seconds after which trying again makes sense. */
  retryAfterSeconds?: number;
  /** Methods the address does have, for 405. */
  allow?: readonly string[];
};

/** An error of the HTTP layer; each dialect shows it in its own shape. */
export class HttpError extends Error {
  readonly code: HttpErrorCode;
  readonly status: 405 | 500 | 503;
  readonly details: HttpErrorDetails;

  constructor(code: HttpErrorCode, message: string, details: HttpErrorDetails = {}) {
    super(message);
    this.name = "HttpError";
    this.code = code;
    this.status = STATUS[code];
    this.details = details;
  }
}

/** The one thing said when something broke on our side; nothing from inside is in it. */
export function internalError(): HttpError {
  return new HttpError("internal", "Something went wrong on our side. Please try again.");
}
