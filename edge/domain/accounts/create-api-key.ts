import { auditEntry, type OperatorCall } from "../audit/audit-log.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import { mintToken } from "./mint-token.ts";

const VISIBLE_CHARACTERS = 12;

/**
 * Makes an API key. Only its digest is stored: the key itself is shown this once.
 *
 * @throws DomainError `not-found` for an unknown account.
 */
export async function createApiKey(
  services: Services,
  input: { accountId: string; name: string; scopes: string[]; expiresAt: number | null },
  call: OperatorCall,
): Promise<{ id: string; apiKey: string; prefix: string; name: string }> {
  if (!(await services.accounts.read(input.accountId))) {
    throw new DomainError("not-found", "There is no account with this id.");
  }
  const now = services.clock.now();
  const apiKey = mintToken(services.random, "ff_live_");
  const key = {
    id: services.random.uuid(now),
    name: input.name,
    prefix: apiKey.slice(0, VISIBLE_CHARACTERS),
  };
  const { accountId: subjectId, ...details } = { ...input, keyId: key.id };
  await services.accounts.createKey(
    { ...input, ...key, digest: await services.secrets.digest(apiKey), createdAt: now },
    auditEntry(services, call, { action: "key-created", subjectId, details }),
  );
  return { ...key, apiKey };
}
