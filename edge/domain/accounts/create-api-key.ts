import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import { mintToken } from "./mint-token.ts";

export type CreateApiKey = {
  accountId: string;
  name: string;
  /** Empty: the key may do everything its account may. */
  scopes: string[];
  /** Unix milliseconds, or null for a key that does not expire. */
  expiresAt: number | null;
};

/** Characters of a key that stay visible, to tell keys apart. */
const PREFIX_CHARACTERS = 14;

/**
 * Makes an API key. Its value is in this answer and nowhere else: only a digest is stored.
 *
 * @throws DomainError `not-found` for an unknown account, `invalid-request` for an expiry that is past.
 */
export async function createApiKey(
  services: Services,
  input: CreateApiKey,
): Promise<{ id: string; apiKey: string; prefix: string; createdAt: number }> {
  const createdAt = services.clock.now();
  if (input.expiresAt !== null && input.expiresAt <= createdAt) {
    throw new DomainError("invalid-request", "expiresAt must be in the future.", {
      field: "expiresAt",
    });
  }
  if (!(await services.accounts.read(input.accountId))) {
    throw new DomainError("not-found", "There is no account with this id.");
  }
  const apiKey = mintToken(services.random, "ff_live_");
  const key = {
    id: services.random.uuid(createdAt),
    prefix: apiKey.slice(0, PREFIX_CHARACTERS),
    createdAt,
  };
  await services.accounts.createKey({
    ...key,
    ...input,
    digest: await services.secrets.digest(apiKey),
  });
  return { ...key, apiKey };
}
