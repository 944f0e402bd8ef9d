import type { NodeCapabilities, SlotDescription } from "#contracts/node-protocol.ts";
import type { TaskRequirements } from "#contracts/task.ts";
import { readQuarantinedNodes } from "./node-strikes.ts";
import { takesWork, type IndexedNode, type IndexedTask, type PoolIndex } from "./pool-index.ts";
import { readReadyTasks, readWaitingAccounts } from "./read-queue.ts";

/** How many of an account's waiting tasks are looked at for one slot. */
const TASKS_CONSIDERED = 50;

/** True when the node has proved everything the task needs, on this slot. */
function canServe(
  capabilities: NodeCapabilities | null,
  slotIndex: number,
  needs: TaskRequirements,
): boolean {
  const slot = capabilities?.slots.find((candidate) => candidate.index === slotIndex);
  return slot !== undefined && findLack(capabilities, slot, needs) === null;
}

/** What a slot may lack for a task. */
export type Lack = "task-kind" | "model" | "codec" | "memory";

/** The first thing the task needs that the node has not proved on this slot; null when nothing. */
export function findLack(
  capabilities: NodeCapabilities | null,
  slot: SlotDescription,
  needs: TaskRequirements,
): Lack | null {
  if (!capabilities?.taskKinds.includes(needs.kind)) return "task-kind";
  const needed = [needs.model ?? [], needs.models ?? []].flat();
  if (!needed.every((model) => capabilities.models.includes(model))) return "model";
  const encodes =
    needs.codec === undefined ||
    capabilities.encoders.some((encoder) => encoder.codec === needs.codec);
  if (!encodes) return "codec";
  const isRoomy =
    slot.memoryMebibytes >= (needs.memoryMebibytes ?? 0) &&
    needed.every((model) => holdsModel(capabilities, slot, model));
  return isRoomy ? null : "memory";
}

/** True when the slot's GPU has the memory that the node says the model needs, if it needs any. */
export function holdsModel(
  { modelMemory = [] }: NodeCapabilities,
  { kind, memoryMebibytes }: SlotDescription,
  model: string,
): boolean {
  const gpuMebibytes = kind === "gpu" ? memoryMebibytes : 0;
  return modelMemory.every(
    (need) => need.model !== model || need.gpuMemoryMebibytes <= gpuMebibytes,
  );
}

/**
 * The task that deserves this slot: capability first, then the account furthest behind its
 * weighted share, then priority with ageing. A task goes to a node that is not in quarantine and
 * that it has not failed on, while another live node could take it.
 */
export function chooseTask(
  index: PoolIndex,
  node: IndexedNode,
  slotIndex: number,
  now: number,
  isLive: (nodeId: string) => boolean,
): IndexedTask | null {
  const quarantined = readQuarantinedNodes(index, now);
  const isTrusted = (nodeId: string, task: IndexedTask) =>
    !quarantined.has(nodeId) && !task.triedNodeIds.includes(nodeId);
  const hasTrustedNode = (task: IndexedTask) =>
    hasNode(index, task, (nodeId) => isTrusted(nodeId, task) && isLive(nodeId));
  for (const accountId of readWaitingAccounts(index, now)) {
    for (const task of readReadyTasks(index, accountId, now, TASKS_CONSIDERED)) {
      if (!canServe(node.capabilities, slotIndex, task.requirements)) continue;
      if (isTrusted(node.nodeId, task) || !hasTrustedNode(task)) return task;
    }
  }
  return null;
}

function hasNode(index: PoolIndex, task: IndexedTask, suits: (nodeId: string) => boolean) {
  return index
    .readNodes()
    .some(
      (other) =>
        takesWork(other) &&
        suits(other.nodeId) &&
        (other.capabilities?.slots ?? []).some(
          (slot) =>
            !index.unanswering.get(other.nodeId)?.has(slot.index) &&
            canServe(other.capabilities, slot.index, task.requirements),
        ),
    );
}

/** Charges an account's share for a granted task: heavier accounts move slower in virtual time. */
export function chargeShare(index: PoolIndex, accountId: string, seconds: number, weight: number) {
  const before = index.virtualTimes.get(accountId);
  if (before === undefined) return;
  index.virtualTime = Math.max(index.virtualTime, before);
  index.virtualTimes.set(accountId, before + seconds / Math.max(weight, 0.001));
}
