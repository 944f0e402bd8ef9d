import type { GpuReport } from "./gpu-device.ts";

/** UUIDs of MIG slices by the UUID of their GPU and their index, from `nvidia-smi -L`. */
export type MigUuids = ReadonlyMap<string, ReadonlyMap<number, string>>;

/** Reads the list of `nvidia-smi -L`; lines it does not know are passed over. */
export function parseMigUuids(list: string): MigUuids {
  const found = new Map<string, Map<number, string>>();
  let slices = new Map<number, string>();
  for (const line of list.split("\n")) {
    const gpu = /^GPU \d+:.*\(UUID: (GPU-[\w-]+)\)/.exec(line);
    if (gpu?.[1] !== undefined) {
      slices = new Map();
      found.set(gpu[1], slices);
    }
    const slice = /^\s+MIG .*Device\s+(\d+):\s*\(UUID: (MIG-[\w/-]+)\)/.exec(line);
    if (slice?.[1] !== undefined && slice[2] !== undefined) slices.set(Number(slice[1]), slice[2]);
  }
  return found;
}

/** Fills in the slices' UUIDs, which the XML report does not carry. */
export function withMigUuids(report: GpuReport, uuids: MigUuids): GpuReport {
  const gpus = report.gpus.map((gpu) => ({
    ...gpu,
    migSlices: gpu.migSlices.map((slice) => ({
      ...slice,
      uuid: slice.uuid ?? uuids.get(gpu.uuid ?? "")?.get(slice.index) ?? null,
    })),
  }));
  return { ...report, gpus };
}
