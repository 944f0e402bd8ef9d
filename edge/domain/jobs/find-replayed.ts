import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { Job } from "./job.ts";

/**
 * The job that an earlier request with this idempotency key made: a repeated request gets its
 * answer whatever has changed since, and is not judged again.
 *
 * @throws DomainError `idempotency-conflict` for a key that was used for another request.
 */
export async function findReplayed(
  services: Services,
  accountId: string,
  idempotency: { key: string; bodyHash: string } | null,
): Promise<Job | null> {
  if (!idempotency) return null;
  const { jobs, clock } = services;
  const earlier = await jobs.readKeyed(accountId, idempotency.key, clock.now());
  if (!earlier) return null;
  if (earlier.bodyHash !== idempotency.bodyHash) {
    throw new DomainError(
      "idempotency-conflict",
      "This Idempotency-Key was used for a different request.",
    );
  }
  return jobs.readOwned(earlier.jobId, accountId);
}
