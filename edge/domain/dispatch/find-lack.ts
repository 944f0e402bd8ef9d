import type { NodeCapabilities, SlotDescription } from "#contracts/node-protocol.ts";
import type { TaskRequirements } from "#contracts/task.ts";

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
