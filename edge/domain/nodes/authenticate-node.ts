import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { FleetNode } from "./node-store.ts";

/**
 * The node a token belongs to.
 *
 * @throws DomainError `unauthenticated` for a missing, unknown or revoked token, all alike.
 */
export async function authenticateNode(
  services: Services,
  token: string | null,
): Promise<FleetNode> {
  const node =
    token === null
      ? null
      : await services.nodes.readByTokenDigest(await services.secrets.digest(token));
  if (!node || node.state === "revoked") {
    throw new DomainError("unauthenticated", "The node token is missing or not valid.");
  }
  return node;
}
