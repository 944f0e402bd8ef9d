import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { Currency } from "./account-store.ts";

export type GrantBalance = {
  accountId: string;
  tokens?: number;
  milliseconds?: number;
  note?: string | null;
  /** The same key books each currency once, however often it is sent. */
  idempotencyKey?: string | null;
};

/**
 * Adds to an account's balances.
 *
 * @returns the balances after it.
 * @throws DomainError `not-found` for an unknown account.
 */
export async function grantBalance(
  services: Services,
  input: GrantBalance,
): Promise<Record<Currency, number>> {
  if (!(await services.accounts.read(input.accountId))) {
    throw new DomainError("not-found", "There is no account with this id.");
  }
  const createdAt = services.clock.now();
  for (const currency of ["tokens", "milliseconds"] as const) {
    const amount = input[currency] ?? 0;
    if (amount === 0) continue;
    await services.accounts.grant({
      id: await grantId(services, input, currency, createdAt),
      accountId: input.accountId,
      currency,
      amount,
      note: input.note ?? null,
      createdAt,
    });
  }
  return services.accounts.readBalances(input.accountId);
}

async function grantId(
  services: Services,
  input: GrantBalance,
  currency: Currency,
  now: number,
): Promise<string> {
  if (input.idempotencyKey == null) return services.random.uuid(now);
  const text = JSON.stringify([input.accountId, currency, input.idempotencyKey]);
  return `grant_${(await services.secrets.digest(text)).slice(0, 40)}`;
}
