import { OFFER_SECONDS } from "#contracts/limits.ts";
import { chooseTask } from "./choose-task.ts";
import type { DispatcherPorts } from "./dispatcher-ports.ts";
import { readBusySlots, readNode, readNodes, type IndexedNode } from "./pool-index.ts";

/** Offers waiting tasks to free slots of nodes that can be reached, until one of them runs out. */
export function offerTasks(ports: DispatcherPorts): void {
  const { sql, channel } = ports;
  const now = ports.clock.now();
  const isLive = (nodeId: string) => isNodeLive(ports, nodeId);
  for (const node of readNodes(sql)) {
    if (node.state !== "active") continue;
    const busy = readBusySlots(sql, node.nodeId, now);
    for (const slot of node.capabilities?.slots ?? []) {
      if (busy.has(slot.index) || !channel.reaches(node.nodeId, slot.index)) continue;
      const task = chooseTask(sql, node, slot.index, now, isLive);
      if (!task) continue;
      reserve(ports, task.taskId, node.nodeId, slot.index, now);
      channel.send(node.nodeId, { type: "offer", taskId: task.taskId, slotIndex: slot.index });
    }
  }
}

/** Keeps a ready task for one slot while its node answers. */
export function reserve(
  ports: DispatcherPorts,
  taskId: string,
  nodeId: string,
  slotIndex: number,
  now: number,
): void {
  const until = now + OFFER_SECONDS * 1000;
  ports.sql.run(
    `UPDATE tasks SET offered_node_id = ?, offered_slot_index = ?, offered_until = ?
     WHERE task_id = ?`,
    nodeId,
    slotIndex,
    until,
    taskId,
  );
  ports.wakeAt(until);
}

/** When the node was last heard from, over its socket or over HTTP. */
export function lastHeard(ports: DispatcherPorts, node: IndexedNode): number {
  return Math.max(node.heardAt, ports.channel.heardAt(node.nodeId) ?? 0);
}

/** True while the node was heard from within one lease. */
export function isNodeLive(ports: DispatcherPorts, nodeId: string): boolean {
  const node = readNode(ports.sql, nodeId);
  return node !== null && lastHeard(ports, node) + ports.leaseSeconds * 1000 > ports.clock.now();
}
