import { TICKET_SECONDS } from "#contracts/limits.ts";
import { mintToken } from "../accounts/mint-token.ts";
import type { Services } from "../services.ts";

/** Makes a ticket that opens one event stream of the account within a minute. Shown only now. */
export async function createTicket(
  services: Services,
  accountId: string,
): Promise<{ ticket: string; expiresAt: number }> {
  const now = services.clock.now();
  const ticket = mintToken(services.random, "ff_ticket_");
  const expiresAt = now + TICKET_SECONDS * 1000;
  const digest = await services.secrets.digest(ticket);
  await services.tickets.create({ digest, accountId, createdAt: now, expiresAt });
  return { ticket, expiresAt };
}
