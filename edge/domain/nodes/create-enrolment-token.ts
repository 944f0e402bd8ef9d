import { ENROLMENT_TOKEN_SECONDS } from "#contracts/limits.ts";
import { mintToken } from "../accounts/mint-token.ts";
import { DEFAULT_POOL } from "../dispatch/pool-name.ts";
import type { Services } from "../services.ts";

/**
 * Makes a token that lets one machine enrol, once, until it expires. Only a digest is stored.
 *
 * @returns the token and its expiry in Unix milliseconds.
 */
export async function createEnrolmentToken(
  services: Services,
  input: { name?: string; pool?: string },
): Promise<{ enrolmentToken: string; expiresAt: number }> {
  const createdAt = services.clock.now();
  const expiresAt = createdAt + ENROLMENT_TOKEN_SECONDS * 1000;
  const enrolmentToken = mintToken(services.random, "ff_enrol_");
  await services.nodes.createEnrolmentToken({
    digest: await services.secrets.digest(enrolmentToken),
    name: input.name ?? "",
    pool: input.pool ?? DEFAULT_POOL,
    createdAt,
    expiresAt,
  });
  return { enrolmentToken, expiresAt };
}
