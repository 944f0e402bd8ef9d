import { auditEntry, type OperatorCall } from "../audit/audit-log.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { FleetNode, NodeState } from "./node-store.ts";

/**
 * Drains, pauses, resumes or revokes a node and tells its pool, which hears of it within a minute
 * also when it could not be told now. A revoked node's leases go back then; its token is good for
 * nothing already.
 *
 * @throws DomainError `not-found` for an unknown or revoked node.
 */
export async function changeNodeState(
  services: Services,
  nodeId: string,
  state: NodeState,
  note: string | null,
  call: OperatorCall,
): Promise<FleetNode> {
  const changed = await services.nodes.changeState(
    nodeId,
    state,
    note,
    services.clock.now(),
    auditEntry(services, call, {
      action: "node-state-changed",
      subjectId: nodeId,
      details: { state, note },
    }),
  );
  const node = await services.nodes.read(nodeId);
  if (!changed || !node) throw new DomainError("not-found", "There is no such node.");
  await services.pools
    .named(node.pool)
    .changeNode(nodeId)
    .catch(() => {
      // The sweep tells the pool again, and no lease is granted meanwhile: that reads what is stored.
    });
  return node;
}
