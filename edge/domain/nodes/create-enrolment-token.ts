import { ENROLMENT_TOKEN_SECONDS } from "#contracts/limits.ts";
import { mintToken } from "../accounts/mint-token.ts";
import { auditEntry, type OperatorCall } from "../audit/audit-log.ts";
import { DEFAULT_POOL } from "../dispatch/pool-name.ts";
import type { Services } from "../services.ts";

/** Makes a token that lets one machine in, once, within a day. Shown only now. */
export async function createEnrolmentToken(
  services: Services,
  input: { name: string; pool?: string | undefined },
  call: OperatorCall,
): Promise<{ enrolmentToken: string; expiresAt: number }> {
  const now = services.clock.now();
  const enrolmentToken = mintToken(services.random, "ff_enrol_");
  const expiresAt = now + ENROLMENT_TOKEN_SECONDS * 1000;
  const { name, pool = DEFAULT_POOL } = input;
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
