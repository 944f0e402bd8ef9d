import { GPU_READINGS_SECONDS, HEARTBEAT_SECONDS } from "#contracts/limits.ts";
import type { HelloRequest, HelloResponse } from "#contracts/node-protocol.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { FleetNode } from "./node-store.ts";

/**
 * Takes a node's word on what it is and what it works on; answers which of its leases are lost.
 *
 * @throws DomainError `unauthenticated` for a node that was revoked meanwhile.
 */
export async function helloNode(
  services: Services,
  node: FleetNode,
  request: HelloRequest,
): Promise<HelloResponse> {
  await services.nodes.recordHello({
    nodeId: node.id,
    instanceId: request.instanceId,
    agentVersion: request.agentVersion,
    capabilities: request.capabilities,
    draining: request.draining,
    now: services.clock.now(),
  });
  const { lostLeaseIds } = await services.pools.named(node.pool).hello(node.id, request);
  const stored = await services.nodes.read(node.id);
  const { agentVersions, leaseSeconds } = services.settings;
  if (!stored || stored.state === "revoked") {
    throw new DomainError("unauthenticated", "The node is revoked.");
  }
  return {
    ...agentVersions,
    state: stored.state,
    lostLeaseIds,
    // Two lost heartbeats must not cost a lease, however short the deployment made it.
    heartbeatSeconds: Math.min(HEARTBEAT_SECONDS, leaseSeconds / 4),
    leaseSeconds,
    gpuReadingsSeconds: GPU_READINGS_SECONDS,
  };
}
