import type { CompleteRequest, FailRequest, SettleAnswer } from "#contracts/node-protocol.ts";
import { monotonicMilliseconds } from "../clock.ts";
import { EdgeError, isLeaseLost } from "../edge-client/edge-error.ts";
import type { GrantedLease } from "../edge-client/leases.ts";
import { retry } from "../edge-client/retry.ts";
import { completeLease, failLease } from "../edge-client/settle.ts";
import type { AgentContext } from "./agent-context.ts";

export type Settlement =
  | { type: "complete"; request: CompleteRequest }
  | { type: "fail"; request: FailRequest };

/** What became of the terminal call. */
export type SettleOutcome = SettleAnswer["taskState"] | "lease-lost" | "refused" | "unanswered";

/**
 * Tells the edge how the task ended, again and again until it answers or the lease is surely over.
 * Never throws for an answer of the edge.
 */
export async function settle(
  agent: AgentContext,
  lease: GrantedLease,
  settlement: Settlement,
): Promise<SettleOutcome> {
  const { edge } = agent;
  const neverAborted = new AbortController().signal;
  const startedMilliseconds = monotonicMilliseconds();
  const isOver = (): boolean =>
    edge.contact.ageSeconds() > lease.leaseSeconds ||
    monotonicMilliseconds() - startedMilliseconds > lease.deadlineSeconds * 1000;
  const logger = agent.logger.child({ leaseId: lease.leaseId, taskId: lease.taskId });
  try {
    const answer = await retry(
      () =>
        settlement.type === "complete"
          ? completeLease(edge, lease.leaseId, settlement.request, neverAborted)
          : failLease(edge, lease.leaseId, settlement.request, neverAborted),
      {
        signal: neverAborted,
        mayContinue: () => !isOver(),
        onRetry: (error) => logger.warn({ error: String(error) }, "settling is tried again"),
      },
    );
    return answer.taskState;
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    if (isLeaseLost(error)) return "lease-lost";
    logger.error({ code: error.code, error: error.message }, "the task could not be settled");
    return error.kind === "network" ? "unanswered" : "refused";
  }
}

/** Returns a lease that came too late for a draining node. */
export async function handBack(agent: AgentContext, lease: GrantedLease): Promise<void> {
  const request = {
    reason: "drain",
    code: "drained",
    message: "The node is draining.",
    retryable: true,
    renderMilliseconds: 0,
  } as const;
  await settle(agent, lease, { type: "fail", request });
  agent.metrics.tasks.inc({ outcome: "drain" });
}
