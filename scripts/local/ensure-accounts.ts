import path from "node:path";
import { z } from "zod";
import { createAccount, createKey, type OperatorAccess } from "./call-operator.ts";
import { readJsonIfPresent, writePrivateJson } from "./private-file.ts";

const LocalAccount = z.object({ id: z.string(), webhookSecret: z.string(), apiKey: z.string() });
type LocalAccount = z.infer<typeof LocalAccount>;
const LocalAccounts = z.object({ demo: LocalAccount, other: LocalAccount });
/** The two accounts of a local deployment; the second shows that accounts are kept apart. */
type LocalAccounts = z.infer<typeof LocalAccounts>;

const ampleBalances = { tokens: 1_000_000, milliseconds: 1_000 * 3_600_000 };
const ampleLimits = { maximumStorageBytes: 200 * 1024 ** 3 };

/**
 * Makes both accounts and keeps their keys in the state folder, unless an earlier start has.
 * Throws when the edge refuses.
 */
export async function ensureAccounts(
  stateFolder: string,
  access: OperatorAccess,
): Promise<LocalAccounts> {
  const file = path.join(stateFolder, "accounts.json");
  const kept = await readJsonIfPresent(file);
  if (kept !== undefined) return LocalAccounts.parse(kept);
  const accounts: LocalAccounts = {
    demo: await makeAccount(access, "demo", true),
    other: await makeAccount(access, "other", false),
  };
  await writePrivateJson(file, accounts);
  return accounts;
}

/** Makes an account that hardly runs out of anything, with a key. Throws when the edge refuses. */
export async function makeAccount(
  access: OperatorAccess,
  name: string,
  monitorPublic: boolean,
): Promise<LocalAccount> {
  const account = await createAccount(access, name, ampleBalances, ampleLimits, monitorPublic);
  const key = await createKey(access, account.id, "local");
  return { id: account.id, webhookSecret: account.webhookSecret, apiKey: key.apiKey };
}
