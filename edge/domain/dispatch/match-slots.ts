import type { SlotDescription } from "#contracts/node-protocol.ts";
import type { TaskRequirements } from "#contracts/task.ts";
import { findLack } from "./find-lack.ts";
import { avoidNodes } from "./node-strikes.ts";
import { takesWork, type IndexedNode, type IndexedTask, type PoolIndex } from "./pool-index.ts";

export type NodeSlot = { node: IndexedNode; slot: SlotDescription };

function canServe({ node, slot }: NodeSlot, needs: TaskRequirements): boolean {
  return findLack(node.capabilities, slot, needs) === null;
}

/**
 * Says which of some slots a task can and may go to: their nodes have proved what it needs, and it
 * does not avoid them, or no other live node that answers offers could take it. What was found is
 * remembered, so a matcher is good while the pool stays as it is.
 */
export function slotMatcher(
  index: PoolIndex,
  now: number,
  isLive: (nodeId: string) => boolean,
): <S extends NodeSlot>(slots: readonly S[]) => (task: IndexedTask) => readonly S[] {
  const avoid = avoidNodes(index, now);
  const answering = () =>
    index
      .readNodes()
      .filter((node) => takesWork(node) && isLive(node.nodeId))
      .flatMap((node) =>
        (node.capabilities?.slots ?? [])
          .filter((slot) => !index.unanswering.get(node.nodeId)?.has(slot.index))
          .map((slot) => ({ node, slot })),
      );
  let others: NodeSlot[] | null = null;
  const found = new Map<string, boolean>();
  const hasOther = (task: IndexedTask, avoided: ReadonlySet<string>) => {
    const key = `${task.needs} ${task.triedNodeIds.join()}`;
    others ??= answering();
    const has =
      found.get(key) ??
      others.some((it) => !avoided.has(it.node.nodeId) && canServe(it, task.requirements));
    found.set(key, has);
    return has;
  };
  return (slots) => {
    const capable = new Map<string, typeof slots>();
    return (task) => {
      const able =
        capable.get(task.needs) ?? slots.filter((slot) => canServe(slot, task.requirements));
      capable.set(task.needs, able);
      const avoided = avoid(task);
      if (able.length === 0 || avoided.size === 0 || !hasOther(task, avoided)) return able;
      return able.filter(({ node }) => !avoided.has(node.nodeId));
    };
  };
}
