import { ENROLMENT_TOKEN_SECONDS } from "#contracts/limits.ts";
import { mintToken } from "../accounts/mint-token.ts";
import { DEFAULT_POOL } from "../dispatch/pool-name.ts";
import type { Services } from "../services.ts";

/** Makes a token that lets one machine in, once, within a day. Shown only now. */
export async function createEnrolmentToken(
  services: Services,
  input: { name: string; pool?: string | undefined },
): Promise<{ enrolmentToken: string; expiresAt: number }> {
  const now = services.clock.now();
  const enrolmentToken = mintToken(services.random, "ff_enrol_");
  const expiresAt = now + ENROLMENT_TOKEN_SECONDS * 1000;
  await services.nodes.createEnrolmentToken({
    digest: await services.secrets.digest(enrolmentToken),
    name: input.name,
    pool: input.pool ?? DEFAULT_POOL,
    createdAt: now,
    expiresAt,
  });
  return { enrolmentToken, expiresAt };
}
