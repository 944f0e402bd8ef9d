import { auditEntry, type OperatorCall } from "../audit/audit-log.ts";
import type { Services } from "../services.ts";
import type { Currency } from "./account-store.ts";

/** Adds to an account's balance through the ledger; nothing for an amount of 0. */
export async function grantBalance(
  services: Services,
  accountId: string,
  currency: Currency,
  amount: number,
  note: string | null,
  call?: OperatorCall,
): Promise<void> {
  if (amount === 0) return;
  const now = services.clock.now();
  const id = services.random.uuid(now);
  const details = { currency, amount, note };
  await services.accounts.grant(
    { id, accountId, ...details, createdAt: now },
    call &&
      auditEntry(services, call, { action: "balance-granted", subjectId: accountId, details }),
  );
}
