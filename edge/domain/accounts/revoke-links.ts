import { auditEntry, type OperatorCall } from "../audit/audit-log.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";

/**
 * Makes every media link void that was signed for an account so far; those of its answers from now
 * on are good. `call` is the operator's, where it is one that asks.
 *
 * @returns when, in Unix milliseconds.
 * @throws DomainError `not-found` when there is no such account.
 */
export async function revokeLinks(
  services: Services,
  accountId: string,
  call?: OperatorCall,
): Promise<number> {
  const what = { action: "links-revoked", subjectId: accountId, details: {} } as const;
  const audit = call && auditEntry(services, call, what);
  if (!(await services.accounts.revokeLinks(accountId, audit))) {
    throw new DomainError("not-found", "There is no account with this id.");
  }
  return services.clock.now();
}
