import { DomainError } from "../errors.ts";
import type { JobPrice } from "./job.ts";
import type { CreateOutcome } from "./job-store.ts";

type Refusal = Exclude<CreateOutcome, { outcome: "created" | "replayed" }>;

/**
 * Why nothing was written, as the error that the client gets. `price` is what all of it costs,
 * `maximumRunning` how many jobs may run at once, where the dialect has such a cap.
 */
export function refuseSubmission(
  refusal: Refusal,
  price: JobPrice,
  maximumRunning: number | null,
): DomainError {
  switch (refusal.outcome) {
    case "idempotency-conflict":
      return new DomainError(
        "idempotency-conflict",
        "This Idempotency-Key was used for a different request.",
      );
    case "account-disabled":
      return new DomainError("forbidden", "The account is disabled.");
    case "insufficient-balance":
      return new DomainError(
        "insufficient-balance",
        `This needs ${price.amount} ${price.currency}; ${refusal.available} are available.`,
        { required: price.amount, available: refusal.available },
      );
    case "input-gone":
      return new DomainError("invalid-request", "A file of the request was deleted meanwhile.");
    case "queue-full":
      return new DomainError("queue-full", "The account has too many jobs waiting.", {
        retryAfterSeconds: 30,
        ...(maximumRunning !== null && { maximumRunning }),
      });
  }
}
