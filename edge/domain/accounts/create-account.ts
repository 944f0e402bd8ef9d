import { DEFAULT_RENDER_BUDGET_MILLISECONDS, type AccountLimitsChange } from "#contracts/limits.ts";
import { auditEntry, type OperatorCall } from "../audit/audit-log.ts";
import { poolOfAccount } from "../dispatch/pool-name.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { Account } from "./account-store.ts";
import { grantBalance } from "./grant-balance.ts";
import { mintWebhookSecret } from "./mint-token.ts";

export type CreateAccount = {
  name: string;
  externalSubject?: string | undefined;
  tokens?: number | undefined;
  /** Node time for renders; the usual budget where it is left out. */
  milliseconds?: number | undefined;
  limits?: AccountLimitsChange | undefined;
  monitorPublic?: boolean | undefined;
  /** Whose nodes do its work; left out, one of the default pools. */
  pool?: string | undefined;
};

/**
 * Makes an account with its webhook secret and first balance, for an operator's call or by itself.
 *
 * @returns the account, and the secret, which is stored sealed and shown only now.
 */
export async function createAccount(
  services: Services,
  input: CreateAccount,
  call?: OperatorCall,
): Promise<{ account: Account; webhookSecret: string }> {
  const now = services.clock.now();
  const id = services.random.uuid(now);
  const webhookSecret = mintWebhookSecret(services.random);
  const what = { action: "account-created", subjectId: id, details: input } as const;
  await services.accounts.create(
    {
      id,
      name: input.name,
      externalSubject: input.externalSubject ?? null,
      limits: input.limits ?? {},
      webhookSecretSealed: await services.secrets.seal(webhookSecret),
      pool: input.pool ?? poolOfAccount(id, services.settings.poolShards),
      monitorPublic: input.monitorPublic,
      createdAt: now,
    },
    call && auditEntry(services, call, what),
  );
  await grantBalance(services, id, "tokens", input.tokens ?? 0, "opening balance");
  const milliseconds = input.milliseconds ?? DEFAULT_RENDER_BUDGET_MILLISECONDS;
  await grantBalance(services, id, "milliseconds", milliseconds, "opening balance");
  const account = await services.accounts.read(id);
  if (!account) throw new DomainError("not-found", "The account is gone.");
  return { account, webhookSecret };
}
