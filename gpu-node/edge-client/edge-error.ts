/**
 * A call to the edge that did not succeed. `network`: no answer came; `refused`: a status of 400
 * and above; `unreadable`: an answer that does not follow the contract.
 */
export class EdgeError extends Error {
  override readonly name = "EdgeError";
  readonly kind: "network" | "refused" | "unreadable";
  /** 0 when no answer came. */
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds: number | null;

  constructor(fields: {
    kind: EdgeError["kind"];
    status: number;
    code: string;
    message: string;
    retryAfterSeconds?: number | null;
    cause?: unknown;
  }) {
    super(fields.message, { cause: fields.cause });
    this.kind = fields.kind;
    this.status = fields.status;
    this.code = fields.code;
    this.retryAfterSeconds = fields.retryAfterSeconds ?? null;
  }
}

/** True when the edge said that the lease is not this node's any more. */
export function isLeaseLost(error: unknown): boolean {
  return error instanceof EdgeError && error.status === 409;
}

/** True when the edge does not know the node's token (any more). */
export function isUnauthorized(error: unknown): boolean {
  return error instanceof EdgeError && error.status === 401;
}
