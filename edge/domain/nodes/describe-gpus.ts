import type { GpuReading } from "#contracts/gpu-readings.ts";
import { GPU_READINGS_STALE_SECONDS } from "#contracts/limits.ts";
import type { NodeCapabilities } from "#contracts/node-protocol.ts";

/** What a node told of its GPUs, and when it was heard, Unix milliseconds. */
export type ToldGpus = { toldAt: number; gpus: GpuReading[] };

/**
 * `none`: a CPU node. `untold`: nothing was told yet, as by older agents. `unreadable`: the driver
 * does not answer the node. `stale`: too old to say how the GPUs are now.
 */
export type GpuReadingsState = "none" | "untold" | "unreadable" | "current" | "stale";

export type NodeGpu = GpuReading & { deviceUuid: string | null };

/** The GPUs of a node with what is known of each. */
export type NodeGpus = { state: GpuReadingsState; toldAt: number | null; gpus: NodeGpu[] };

/** Puts what a node told beside the GPUs that it has: those of which nothing was told come last. */
export function describeGpus(
  capabilities: NodeCapabilities | null,
  told: ToldGpus | null,
  now: number,
): NodeGpus {
  const slots = (capabilities?.slots ?? []).filter(({ kind }) => kind === "gpu");
  const bySlot = new Map(slots.map((slot) => [slot.index, slot]));
  // What is told of a slot that the node does not have (any more) is of another machine.
  const read = (told?.gpus ?? []).flatMap((reading) => {
    if (reading.slotIndex === null) return [{ ...reading, deviceUuid: null }];
    const slot = bySlot.get(reading.slotIndex);
    return slot ? [{ ...reading, name: slot.name, deviceUuid: slot.deviceUuid }] : [];
  });
  const readSlots = new Set(read.map(({ slotIndex }) => slotIndex));
  const unread = slots
    .filter(({ index }) => !readSlots.has(index))
    .map(({ index, name, deviceUuid, memoryMebibytes }) => ({
      slotIndex: index,
      deviceUuid,
      name,
      utilizationPercent: null,
      memoryUsedMebibytes: null,
      memoryMebibytes: memoryMebibytes === 0 ? null : memoryMebibytes,
      temperatureCelsius: null,
      powerWatts: null,
    }));
  const state = slots.length === 0 ? "none" : stateOf(told, now);
  return {
    state,
    toldAt: told?.toldAt ?? null,
    gpus: state === "none" ? [] : [...read, ...unread],
  };
}

function stateOf(told: ToldGpus | null, now: number): GpuReadingsState {
  if (told === null) return "untold";
  if (now - told.toldAt > GPU_READINGS_STALE_SECONDS * 1000) return "stale";
  return told.gpus.length === 0 ? "unreadable" : "current";
}
