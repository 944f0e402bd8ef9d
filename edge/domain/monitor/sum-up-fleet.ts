import { LEASE_SECONDS } from "#contracts/limits.ts";
import type { GpuReadingsState, NodeGpu } from "../nodes/describe-gpus.ts";
import type { FleetNodeView } from "../nodes/list-fleet.ts";
import { hideSecrets } from "./hide-secrets.ts";

/** GPUs shown one by one, of a fleet of any size. */
const GPUS_SHOWN = 64;

/** A GPU or a MIG slice as anybody may see it: nothing says which it is, or whose. */
export type PublicGpu = Pick<
  NodeGpu,
  | "utilizationPercent"
  | "memoryUsedMebibytes"
  | "memoryMebibytes"
  | "temperatureCelsius"
  | "powerWatts"
> & {
  /** Null for a sliced GPU, which takes no work itself. */
  isBusy: boolean | null;
  state: Exclude<GpuReadingsState, "none">;
  toldAt: number | null;
};

/** Machines of one kind; `names` of nodes are for operators alone. */
export type PublicDevice = {
  kind: "gpu" | "cpu";
  name: string;
  slots: number;
  busySlots: number;
  /** In a steady order; without those past the first ones of the fleet. */
  gpus: PublicGpu[];
};

export type PublicFleet = {
  nodesOnline: number;
  nodesOffline: number;
  devices: PublicDevice[];
  slots: number;
  busySlots: number;
  /** GPUs that are not shown one by one. */
  gpusLeftOut: number;
};

/** Revoked nodes are gone; one that was not heard from for a lease is offline. */
export function sumUpFleet(all: readonly FleetNodeView[], now: number): PublicFleet {
  const nodes = all.filter(({ state }) => state !== "revoked");
  const online = nodes.filter(
    ({ lastHeardAt, capabilities }) =>
      capabilities !== null && now - (lastHeardAt ?? 0) < LEASE_SECONDS * 1000,
  );
  const devices = new Map<string, PublicDevice>();
  const deviceOf = (kind: "gpu" | "cpu", name: string): PublicDevice => {
    // A GPU's name says what it is; a CPU slot's may say whose machine it is.
    const shown = kind === "gpu" ? hideSecrets(name) : "CPU";
    const known = devices.get(shown);
    if (known) return known;
    const device = { kind, name: shown, slots: 0, busySlots: 0, gpus: [] };
    devices.set(shown, device);
    return device;
  };
  let gpusLeftOut = 0;
  let gpusShown = 0;
  for (const { capabilities, tasks, gpuReadings } of online) {
    const busy = new Set(tasks.map(({ slotIndex }) => slotIndex));
    for (const { kind, name, index } of capabilities?.slots ?? []) {
      const device = deviceOf(kind, name);
      device.slots += 1;
      if (busy.has(index)) device.busySlots += 1;
    }
    const { state, toldAt } = gpuReadings;
    if (state === "none") continue;
    for (const gpu of gpuReadings.gpus) {
      if (gpusShown === GPUS_SHOWN) gpusLeftOut += 1;
      else {
        gpusShown += 1;
        deviceOf("gpu", gpu.name).gpus.push(toPublic(gpu, { busy, state, toldAt }));
      }
    }
  }
  const list = [...devices.values()].toSorted((a, b) => b.slots - a.slots);
  return {
    nodesOnline: online.length,
    nodesOffline: nodes.length - online.length,
    devices: list,
    slots: list.reduce((sum, { slots }) => sum + slots, 0),
    busySlots: list.reduce((sum, { busySlots }) => sum + busySlots, 0),
    gpusLeftOut,
  };
}

function toPublic(
  gpu: NodeGpu,
  told: { busy: ReadonlySet<number>; state: PublicGpu["state"]; toldAt: number | null },
): PublicGpu {
  const { utilizationPercent, memoryUsedMebibytes, memoryMebibytes } = gpu;
  const { temperatureCelsius, powerWatts, slotIndex } = gpu;
  return {
    isBusy: slotIndex === null ? null : told.busy.has(slotIndex),
    state: told.state,
    toldAt: told.toldAt,
    utilizationPercent,
    memoryUsedMebibytes,
    memoryMebibytes,
    temperatureCelsius,
    powerWatts,
  };
}
