import type { LeaseRequest } from "#contracts/node-protocol.ts";
import { monotonicMilliseconds, pause } from "../clock.ts";
import { EdgeError, isUnauthorized } from "../edge-client/edge-error.ts";
import { takeLease } from "../edge-client/leases.ts";
import type { GrantedLease } from "../edge-client/leases.ts";
import { backOffMilliseconds, isRetryable } from "../edge-client/retry.ts";
import type { Slot } from "../inventory/describe-slots.ts";
import { withJitter } from "../random.ts";
import type { AgentContext } from "./agent-context.ts";
import { handBack } from "./settle.ts";
import { runTask } from "./run-task.ts";
import { takeDueReadings } from "./take-due-readings.ts";

/**
 * Fills one slot with one task after the other until the signal fires. Asks for a task when one is
 * offered, once whenever the slot becomes free, and all the time while there is no socket.
 */
export async function leaseLoop(
  agent: AgentContext,
  slot: Slot,
  signal: AbortSignal,
): Promise<void> {
  const { state } = agent;
  const slotIndex = slot.description.index;
  let askedEpoch = -1;
  let attempt = 0;
  while (!signal.aborted) {
    const offered = state.offers.has(slotIndex);
    const longPoll = polls(agent);
    const wanted = offered || longPoll || askedEpoch !== state.askEpoch;
    if (!wanted || state.reasonsAgainstLeasing().length > 0) {
      await state.wake.wait(signal, 1000);
      continue;
    }
    state.offers.delete(slotIndex);
    askedEpoch = state.askEpoch;
    const gpus = longPoll ? takeDueReadings(agent) : null;
    const request = {
      slotIndex,
      instanceId: agent.instanceId,
      waitSeconds: longPoll && !offered ? agent.settings.longPollSeconds : 0,
      ...(gpus === null ? {} : { gpus }),
    };
    const startedMilliseconds = monotonicMilliseconds();
    const answer = await ask(agent, request, signal);
    if (answer.type === "failed") {
      if (answer.retryable) askedEpoch = -1;
      attempt += 1;
      await pause(backOffMilliseconds(attempt, answer.error), signal);
      continue;
    }
    attempt = 0;
    if (answer.type === "granted") {
      await work(agent, slot, answer.lease, signal);
      askedEpoch = -1;
    } else if (offered) {
      // Taken by another slot; or the edge believes that another process runs this node.
      state.wantHello();
    } else if (longPoll && monotonicMilliseconds() - startedMilliseconds < 500) {
      state.wantHello();
      // An edge that answers at once would otherwise be asked without end.
      await state.wake.wait(signal, withJitter(750, 0.3));
    }
  }
}

type Answer =
  | { type: "granted"; lease: GrantedLease }
  | { type: "nothing" }
  | { type: "failed"; error: EdgeError; retryable: boolean };

async function ask(
  agent: AgentContext,
  request: LeaseRequest,
  signal: AbortSignal,
): Promise<Answer> {
  const { state } = agent;
  const leasing = state.leasing.signal;
  try {
    const lease = await takeLease(agent.edge, request, AbortSignal.any([signal, leasing]));
    return lease === null ? { type: "nothing" } : { type: "granted", lease };
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    if (leasing.aborted || signal.aborted) return { type: "nothing" };
    // The edge may have granted a lease whose answer was lost: hello names those we have.
    if (error.kind !== "refused" || isUnauthorized(error)) state.wantHello();
    if (error.status === 409 || error.status === 404) return { type: "nothing" };
    agent.logger.warn({ code: error.code, error: error.message }, "no lease could be taken");
    return { type: "failed", error, retryable: isRetryable(error) };
  }
}

async function work(
  agent: AgentContext,
  slot: Slot,
  lease: GrantedLease,
  signal: AbortSignal,
): Promise<void> {
  const { state } = agent;
  const slotIndex = slot.description.index;
  if (state.draining) return handBack(agent, lease);
  state.busySlots.add(slotIndex);
  try {
    await runTask(agent, slot, lease, signal);
  } finally {
    state.busySlots.delete(slotIndex);
    state.offers.delete(slotIndex);
    state.wake.wake();
  }
}

/** True while work has to be asked for, because nobody can offer it. */
function polls(agent: AgentContext): boolean {
  const { settings, state } = agent;
  if (settings.controlChannel === "long-poll") return true;
  const graceMilliseconds = settings.socketGraceSeconds * 1000;
  return (
    !state.socketOpen &&
    monotonicMilliseconds() - state.socketClosedSinceMilliseconds > graceMilliseconds
  );
}
