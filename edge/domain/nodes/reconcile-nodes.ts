import type { Services } from "../services.ts";

/**
 * Tells pools of nodes whose state they know otherwise than it is stored, in case the call that
 * said so was lost. A node that its pool does not know says hello first.
 */
export async function reconcileNodes(services: Services): Promise<void> {
  const nodes = await services.nodes.list(null);
  const states = new Map(nodes.map(({ id, state }) => [id, state]));
  for (const name of new Set(nodes.map(({ pool }) => pool))) {
    const pool = services.pools.named(name);
    for (const { nodeId, state } of await pool.listHeard()) {
      const stored = states.get(nodeId);
      if (stored !== undefined && stored !== state) await pool.changeNode(nodeId);
    }
  }
}
