import { ENROLMENT_TOKEN_SECONDS } from "#contracts/limits.ts";
import { mintToken } from "../accounts/mint-token.ts";
import { auditEntry, type OperatorCall } from "../audit/audit-log.ts";
import { poolOfNode } from "../dispatch/pool-name.ts";
import type { Services } from "../services.ts";

/**
 * Makes a token that lets one machine in, once, within a day. Shown only now. Where no pool is
 * named, it is the default pool with the fewest nodes.
 */
export async function createEnrolmentToken(
  services: Services,
  input: { name: string; pool?: string | undefined },
  call: OperatorCall,
): Promise<{ enrolmentToken: string; expiresAt: number }> {
  const now = services.clock.now();
  const enrolmentToken = mintToken(services.random, "ff_enrol_");
  const expiresAt = now + ENROLMENT_TOKEN_SECONDS * 1000;
  const { name } = input;
  const pool =
    input.pool ?? poolOfNode(await services.nodes.countByPool(now), services.settings.poolShards);
  const digest = await services.secrets.digest(enrolmentToken);
  const what = {
    action: "enrolment-token-created",
    subjectId: null,
    details: { name, pool, expiresAt },
  } as const;
  await services.nodes.createEnrolmentToken(
    { digest, name, pool, createdAt: now, expiresAt },
    auditEntry(services, call, what),
  );
  return { enrolmentToken, expiresAt };
}
