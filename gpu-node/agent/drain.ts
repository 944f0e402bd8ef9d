import { monotonicMilliseconds } from "../clock.ts";
import type { AgentContext } from "./agent-context.ts";

/**
 * Takes nothing new, waits for the running tasks, hands back those that are not done in time, and
 * resolves when none is left. Called again with a shorter time, it hands back sooner.
 */
export async function drain(agent: AgentContext, withinSeconds: number): Promise<void> {
  const { state, logger } = agent;
  const endMilliseconds = monotonicMilliseconds() + withinSeconds * 1000;
  const endless = new AbortController().signal;
  if (!state.draining) {
    state.draining = true;
    logger.info({ running: state.running.size, withinSeconds }, "draining");
    state.stopLeasing();
    state.wantHello();
  }
  // Short, because an edge that is out of reach must not hold up the end of the process.
  const announceEndMilliseconds = monotonicMilliseconds() + 2000;
  const isAnnounced = (): boolean =>
    state.drainAnnounced || monotonicMilliseconds() > announceEndMilliseconds;
  while (state.busySlots.size > 0 || !isAnnounced()) {
    const leftMilliseconds = endMilliseconds - monotonicMilliseconds();
    if (leftMilliseconds <= 0) state.stopAll("drain");
    await state.wake.wait(endless, leftMilliseconds <= 0 ? 200 : Math.min(1000, leftMilliseconds));
  }
}
