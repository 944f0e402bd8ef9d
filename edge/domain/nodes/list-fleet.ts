import type { HeldTask } from "../tasks/task-store.ts";
import type { Services } from "../services.ts";
import { describeGpus, type NodeGpus } from "./describe-gpus.ts";
import type { FleetNode } from "./node-store.ts";

/**
 * A node with when it was last heard from (null: never), until when it is in quarantine (null: it is
 * not), how its GPUs are, what it works on.
 */
export type FleetNodeView = FleetNode & {
  lastHeardAt: number | null;
  quarantinedUntil: number | null;
  gpuReadings: NodeGpus;
  tasks: HeldTask[];
};

/** The fleet, or the one node of an id: as stored, with what its pools know of it now. */
export async function listFleet(
  services: Services,
  nodeId: string | null = null,
): Promise<FleetNodeView[]> {
  const one = nodeId === null ? null : await services.nodes.read(nodeId);
  const nodes = nodeId === null ? await services.nodes.list(null) : one ? [one] : [];
  const pools = [...new Set(nodes.map((node) => node.pool))];
  const [held, ...heard] = await Promise.all([
    services.tasks.listHeld(nodeId),
    ...pools.map((pool) => services.pools.named(pool).listHeard()),
  ]);
  const heardOf = new Map(heard.flat().map((node) => [node.nodeId, node]));
  const now = services.clock.now();
  return nodes.map((node) => ({
    ...node,
    lastHeardAt: Math.max(heardOf.get(node.id)?.heardAt ?? 0, node.lastHelloAt ?? 0) || null,
    quarantinedUntil: heardOf.get(node.id)?.quarantinedUntil ?? null,
    gpuReadings: describeGpus(node.capabilities, heardOf.get(node.id)?.gpus ?? null, now),
    tasks: held.filter((task) => task.nodeId === node.id),
  }));
}
