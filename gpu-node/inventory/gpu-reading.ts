import { uuidOfSlice } from "./describe-slots.ts";
import type { GpuReport } from "./gpu-device.ts";

/** How a GPU or a MIG slice is right now. Null: the driver does not say, as of a slice's load. */
export interface GpuReading {
  readonly deviceUuid: string | null;
  readonly name: string;
  readonly utilizationPercent: number | null;
  readonly memoryUsedMebibytes: number | null;
  readonly memoryMebibytes: number | null;
  readonly temperatureCelsius: number | null;
  readonly powerWatts: number | null;
}

/** The readings of every GPU, and behind each sliced one those of its slices. */
export function readGpus({ gpus }: GpuReport): GpuReading[] {
  return gpus.flatMap((gpu) => [
    {
      deviceUuid: gpu.uuid,
      name: gpu.name,
      utilizationPercent: gpu.utilizationPercent,
      memoryUsedMebibytes: gpu.memoryUsedMebibytes,
      memoryMebibytes: gpu.memoryMebibytes,
      temperatureCelsius: gpu.temperatureCelsius,
      powerWatts: gpu.powerWatts,
    },
    ...gpu.migSlices.map((slice) => ({
      deviceUuid: uuidOfSlice(gpu, slice),
      name: `${gpu.name} MIG ${slice.index}`,
      utilizationPercent: null,
      memoryUsedMebibytes: slice.memoryUsedMebibytes,
      memoryMebibytes: slice.memoryMebibytes,
      temperatureCelsius: null,
      powerWatts: null,
    })),
  ]);
}
