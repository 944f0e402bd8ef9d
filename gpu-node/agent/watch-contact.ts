import { LEASE_SECONDS, NODE_SELF_STOP_SHARE } from "#contracts/limits.ts";
import { pause } from "../clock.ts";
import type { AgentContext } from "./agent-context.ts";

/**
 * Drops the work when the edge has been out of reach for so long that it will give the leases to
 * others: two nodes must not spend their time on one task.
 */
export async function watchContactLoop(agent: AgentContext, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const leaseSeconds = agent.state.greeting?.leaseSeconds ?? LEASE_SECONDS;
    await pause(Math.min(1000, leaseSeconds * 20), signal);
    const silentSeconds = agent.edge.contact.ageSeconds();
    for (const task of agent.state.running.values()) {
      if (silentSeconds < task.lease.leaseSeconds * NODE_SELF_STOP_SHARE) continue;
      agent.logger.warn({ leaseId: task.lease.leaseId, silentSeconds }, "the edge is out of reach");
      task.stop("lease-lost");
    }
  }
}
