import type { Services } from "../services.ts";
import type { FleetNode } from "./node-store.ts";

/** Nodes of a pool that take work and were heard from within one lease. */
export async function listOnline(services: Services, pool: string): Promise<FleetNode[]> {
  const [nodes, heard] = await Promise.all([
    services.nodes.list(pool),
    services.pools.named(pool).listHeard(),
  ]);
  const heardSince = services.clock.now() - services.settings.leaseSeconds * 1000;
  const online = new Set(
    heard.filter(({ heardAt }) => heardAt > heardSince).map(({ nodeId }) => nodeId),
  );
  return nodes.filter((node) => node.state === "active" && online.has(node.id));
}
