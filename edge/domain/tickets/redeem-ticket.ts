import type { Account } from "../accounts/account-store.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";

/**
 * The account a ticket stands for; the ticket is used up by asking.
 *
 * @throws DomainError `unauthenticated` for unknown, used and expired tickets alike.
 */
export async function redeemTicket(services: Services, ticket: string): Promise<Account> {
  const digest = await services.secrets.digest(ticket);
  const accountId = await services.tickets.redeem(digest, services.clock.now());
  const account = accountId === null ? null : await services.accounts.read(accountId);
  if (!account || account.disabled) {
    throw new DomainError("unauthenticated", "The ticket is not valid (any more).");
  }
  return account;
}
