import { OFFER_SECONDS } from "#contracts/limits.ts";
import type { DispatcherPorts } from "./dispatcher-ports.ts";
import { slotMatcher, type NodeSlot } from "./match-slots.ts";
import { takesWork, type BusySlot, type IndexedNode, type IndexedTask } from "./pool-index.ts";
import { readReadyTasks } from "./read-queue.ts";

/** Offers waiting tasks to free slots of live nodes that can be reached, until one of them runs out. */
export function offerTasks(ports: DispatcherPorts): void {
  const { index, channel } = ports;
  const now = ports.clock.now();
  const busy = index.readBusySlots(now);
  let free = readFreeSlots(ports, busy);
  if (free.length === 0) return;
  const matcher = slotMatcher(index, now, (nodeId) => isNodeLive(ports, nodeId));
  let match = matcher(free);
  for (const task of readReadyTasks(index, now, (candidate) => match(candidate).length > 0)) {
    const batchId = index.readJob(task.jobId)?.batchId ?? null;
    const best = pickSlot(match(task), busy, batchId);
    if (!best) continue;
    const { nodeId } = best.node;
    const slotIndex = best.slot.index;
    reserve(ports, task, nodeId, slotIndex, now);
    channel.send(nodeId, { type: "offer", taskId: task.taskId, slotIndex });
    busy.set(nodeId, [...(busy.get(nodeId) ?? []), { nodeId, slotIndex, batchId }]);
    free = free.filter((slot) => slot !== best);
    if (free.length === 0) return;
    match = matcher(free);
  }
}

type Busy = ReadonlyMap<string, BusySlot[]>;

/** `doubt`: 0 for none, 1 for a slot of a node that left an offer, or when the slot itself did. */
type FreeSlot = NodeSlot & { doubt: number };

/** Slots that an offer would reach. */
function readFreeSlots(ports: DispatcherPorts, busy: Busy): FreeSlot[] {
  const { index, channel } = ports;
  return index
    .readNodes()
    .filter((node) => takesWork(node) && isNodeLive(ports, node.nodeId))
    .flatMap((node) => {
      const taken = new Set(busy.get(node.nodeId)?.map(({ slotIndex }) => slotIndex));
      const unanswering = index.unanswering.get(node.nodeId);
      return (node.capabilities?.slots ?? [])
        .filter((slot) => !taken.has(slot.index) && channel.reaches(node.nodeId, slot.index))
        .map((slot) => {
          const doubt = unanswering?.get(slot.index) ?? Number(unanswering !== undefined);
          return { node, slot, doubt };
        });
    });
}

/**
 * The slot that a task is offered to: first one that did not let an offer run out, then on the node
 * that has the least of the task's batch, then on the one that has the least to do.
 */
function pickSlot(slots: readonly FreeSlot[], busy: Busy, batchId: string | null) {
  const ranked = slots.map((free) => {
    const work = busy.get(free.node.nodeId) ?? [];
    const ofBatch = batchId === null ? 0 : work.filter((it) => it.batchId === batchId).length;
    return { free, ofBatch, all: work.length };
  });
  ranked.sort((a, b) => a.free.doubt - b.free.doubt || a.ofBatch - b.ofBatch || a.all - b.all);
  return ranked[0]?.free;
}

/** Keeps a ready task for one slot while its node answers. */
export function reserve(
  ports: DispatcherPorts,
  task: IndexedTask,
  nodeId: string,
  slotIndex: number,
  now: number,
): void {
  const until = now + OFFER_SECONDS * 1000;
  ports.index.writeTask({ ...task, offer: { nodeId, slotIndex, until } });
  ports.wakeAt(until, until + offerSlack(ports));
}

/** An alarm that stands so much after an offer's end will do: each alarm that is set is paid for. */
export function offerSlack({ leaseSeconds }: DispatcherPorts): number {
  return (leaseSeconds * 1000) / 4;
}

/** When the node was last heard from, over its socket or over HTTP. */
export function lastHeard(ports: DispatcherPorts, node: IndexedNode): number {
  return Math.max(node.heardAt, node.presumedAt, ports.channel.heardAt(node.nodeId) ?? 0);
}

/** True while the node was heard from within one lease. */
export function isNodeLive(ports: DispatcherPorts, nodeId: string): boolean {
  const node = ports.index.readNode(nodeId);
  return node !== null && lastHeard(ports, node) + ports.leaseSeconds * 1000 > ports.clock.now();
}
