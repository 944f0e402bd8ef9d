import { DomainError } from "../errors.ts";
import type { FleetNode } from "../nodes/node-store.ts";
import type { Services } from "../services.ts";
import type { StoredLease } from "./task-store.ts";

/**
 * The lease, if it is this node's and still current, or settled by this node's own terminal call
 * (so that the call can be repeated).
 *
 * @throws DomainError `lease-lost` in every other case; unknown and foreign leases look alike.
 */
export async function readHeldLease(
  services: Services,
  node: FleetNode,
  leaseId: string,
): Promise<StoredLease> {
  const lease = await services.tasks.readLease(leaseId);
  if (!lease || lease.nodeId !== node.id || !(lease.current || lease.settled)) {
    throw leaseLost();
  }
  return lease;
}

/**
 * The lease, if this node holds it now: what only a node at work may do.
 *
 * @throws DomainError `lease-lost` in every other case.
 */
export async function readCurrentLease(
  services: Services,
  node: FleetNode,
  leaseId: string,
): Promise<StoredLease> {
  const lease = await readHeldLease(services, node, leaseId);
  if (!lease.current) throw leaseLost();
  return lease;
}

export function leaseLost(): DomainError {
  return new DomainError("lease-lost", "The lease is not held by this node any more.");
}
