import type { EnrolRequest, EnrolResponse } from "#contracts/node-protocol.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import { mintToken } from "../accounts/mint-token.ts";

/**
 * Lets a machine in: uses up its one-time token and gives it an id and a token of its own, which is
 * stored as a digest only.
 *
 * @throws DomainError `unauthenticated` for a token that is unknown, used or expired, all alike.
 */
export async function enrolNode(services: Services, request: EnrolRequest): Promise<EnrolResponse> {
  const now = services.clock.now();
  const nodeId = services.random.uuid(now);
  const nodeToken = mintToken(services.random, "ff_node_");
  const enrolled = await services.nodes.enrol({
    tokenDigest: await services.secrets.digest(request.enrolmentToken),
    nodeId,
    nodeTokenDigest: await services.secrets.digest(nodeToken),
    name: request.name,
    agentVersion: request.agentVersion,
    now,
  });
  if (!enrolled) {
    throw new DomainError("unauthenticated", "The enrolment token is not valid (any more).");
  }
  return { nodeId, nodeToken };
}
