import type { SlotDescription } from "#contracts/node-protocol.ts";
import type { GpuDevice, GpuReport, MigSlice } from "./gpu-device.ts";

/** A slot, and what only this machine needs to know about it. */
export interface Slot {
  readonly description: SlotDescription;
  /** False for a MIG slice without a video encoder. */
  readonly hasHardwareEncoder: boolean;
}

/** One slot for each GPU, or for each MIG slice of a GPU that is sliced. */
export function describeGpuSlots(report: GpuReport): Slot[] {
  const devices = report.gpus.flatMap(devicesOf).slice(0, 256);
  return devices.map((device, index) => ({
    description: {
      index,
      kind: "gpu",
      name: device.name.slice(0, 120),
      deviceUuid: device.uuid,
      memoryMebibytes: Math.floor(device.memoryMebibytes ?? 0),
    },
    hasHardwareEncoder: device.hasHardwareEncoder,
  }));
}

/** The slots of a machine without a GPU; each may use its share of the memory. */
export function describeCpuSlots(count: number, memoryMebibytes: number): Slot[] {
  return Array.from({ length: count }, (_, index) => ({
    description: {
      index,
      kind: "cpu",
      name: `CPU slot ${index}`,
      deviceUuid: null,
      memoryMebibytes: Math.floor(memoryMebibytes / count),
    },
    hasHardwareEncoder: false,
  }));
}

interface Device {
  readonly name: string;
  readonly uuid: string | null;
  readonly memoryMebibytes: number | null;
  readonly hasHardwareEncoder: boolean;
}

// A sliced GPU takes no work itself, and one without slices can take none at all.
function devicesOf(gpu: GpuDevice): Device[] {
  if (!gpu.migEnabled) return [{ ...gpu, hasHardwareEncoder: true }];
  return gpu.migSlices.map((slice) => ({
    name: `${gpu.name} MIG ${slice.index}`,
    uuid: uuidOfSlice(gpu, slice),
    memoryMebibytes: slice.memoryMebibytes,
    hasHardwareEncoder: (slice.encoderCount ?? 0) > 0,
  }));
}

/** Where none is listed: what drivers before R470 print, and later ones still understand. */
export function uuidOfSlice({ uuid }: GpuDevice, slice: MigSlice): string | null {
  if (slice.uuid !== null || uuid === null) return slice.uuid;
  return `MIG-${uuid}/${slice.gpuInstanceId}/${slice.computeInstanceId}`;
}
