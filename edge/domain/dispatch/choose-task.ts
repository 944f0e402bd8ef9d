import { slotMatcher } from "./match-slots.ts";
import type { IndexedNode, IndexedTask, PoolIndex } from "./pool-index.ts";
import { readReadyTasks } from "./read-queue.ts";

/** The task that deserves this slot the most, of those that can and may go to it. */
export function chooseTask(
  index: PoolIndex,
  node: IndexedNode,
  slotIndex: number,
  now: number,
  isLive: (nodeId: string) => boolean,
): IndexedTask | null {
  const slots = (node.capabilities?.slots ?? []).filter((slot) => slot.index === slotIndex);
  const match = slotMatcher(index, now, isLive)(slots.map((slot) => ({ node, slot })));
  const [task = null] = readReadyTasks(index, now, (candidate) => match(candidate).length > 0);
  return task;
}

/** Charges an account's share for a granted task: heavier accounts move slower in virtual time. */
export function chargeShare(index: PoolIndex, accountId: string, seconds: number, weight: number) {
  const before = index.virtualTimes.get(accountId);
  if (before === undefined) return;
  index.virtualTime = Math.max(index.virtualTime, before);
  index.virtualTimes.set(accountId, before + seconds / Math.max(weight, 0.001));
}
