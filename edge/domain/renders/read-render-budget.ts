import type { Services } from "../services.ts";

/** Node time in milliseconds: all that was ever granted, and what of it is still free. */
export type RenderBudget = { totalMilliseconds: number; remainingMilliseconds: number };

/** An account's budget for renders; what active renders hold is not free. */
export async function readRenderBudget(
  { accounts }: Services,
  accountId: string,
): Promise<RenderBudget> {
  const [granted, balances] = await Promise.all([
    accounts.readGranted(accountId),
    accounts.readBalances(accountId),
  ]);
  return {
    totalMilliseconds: granted.milliseconds,
    remainingMilliseconds: balances.milliseconds,
  };
}
