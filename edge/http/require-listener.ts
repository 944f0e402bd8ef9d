import type { Account } from "../domain/accounts/account-store.ts";
import { DomainError } from "../domain/errors.ts";
import type { Services } from "../domain/services.ts";
import { redeemTicket } from "../domain/tickets/redeem-ticket.ts";
import { findCredential } from "./authenticate.ts";

/**
 * Whose stream or socket it is: a ticket's, which is used up by that, else a credential's.
 *
 * @throws DomainError `conflicting-credentials` for both at once, else as the one that is there.
 */
export async function requireListener(
  services: Services,
  headers: Headers,
  ticket: string | undefined,
  withoutTicket: () => Promise<Account>,
): Promise<Account> {
  if (ticket === undefined) return withoutTicket();
  if (findCredential(headers) !== null) {
    throw new DomainError("conflicting-credentials", "The request carries two credentials.");
  }
  return redeemTicket(services, ticket);
}
