import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { FleetNode } from "./node-store.ts";

export type NodeOrder = "drain" | "pause" | "resume" | "revoke";

const STATE_AFTER = {
  drain: "draining",
  pause: "paused",
  resume: "active",
  revoke: "revoked",
} as const satisfies Record<NodeOrder, FleetNode["state"]>;

/**
 * Changes what a node may do, and tells its pool: a revoked node's leases are given to others.
 * Safe to call again.
 *
 * @throws DomainError `not-found` for an unknown node, `invalid-request` for bringing back a revoked one.
 */
export async function changeNodeState(
  services: Services,
  input: { nodeId: string; order: NodeOrder; note?: string | null },
): Promise<FleetNode> {
  const state = STATE_AFTER[input.order];
  const changed = await services.nodes.changeState(
    input.nodeId,
    state,
    input.note ?? null,
    services.clock.now(),
  );
  const node = await services.nodes.read(input.nodeId);
  if (!node) throw new DomainError("not-found", "There is no node with this id.");
  if (!changed && state !== "revoked") {
    throw new DomainError("invalid-request", "A revoked node stays revoked. Enrol it again.");
  }
  await services.pools.named(node.pool).changeNode(node.id);
  return node;
}
