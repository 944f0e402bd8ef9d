import type { AccountLimitsChange } from "#contracts/limits.ts";
import { DEFAULT_POOL } from "../dispatch/pool-name.ts";
import type { Services } from "../services.ts";
import { grantBalance } from "./grant-balance.ts";

export type CreateAccount = {
  name: string;
  externalSubject?: string | null;
  /** What differs from the defaults in `contracts/limits.ts`. */
  limits?: AccountLimitsChange;
  tokens?: number;
  milliseconds?: number;
  now?: number;
};

const WEBHOOK_SECRET_BYTES = 32;

/**
 * Makes an account with its webhook secret, which is stored sealed, and its first balances.
 *
 * @returns the id and the secret (`whsec_…`). For an external subject that has an account already,
 *   nothing is made and both belong to no account: read the subject afterwards.
 */
export async function createAccount(
  services: Services,
  input: CreateAccount,
): Promise<{ id: string; webhookSecret: string; createdAt: number }> {
  const createdAt = input.now ?? services.clock.now();
  const id = services.random.uuid(createdAt);
  const binary = String.fromCharCode(...services.random.bytes(WEBHOOK_SECRET_BYTES));
  const webhookSecret = `whsec_${btoa(binary)}`;
  await services.accounts.create({
    id,
    name: input.name,
    externalSubject: input.externalSubject ?? null,
    limits: input.limits ?? {},
    webhookSecretSealed: await services.secrets.seal(webhookSecret),
    pool: DEFAULT_POOL,
    createdAt,
  });
  const amounts = { tokens: input.tokens ?? 0, milliseconds: input.milliseconds ?? 0 };
  if (amounts.tokens > 0 || amounts.milliseconds > 0) {
    await grantBalance(services, { accountId: id, ...amounts, note: "at creation" });
  }
  return { id, webhookSecret, createdAt };
}
