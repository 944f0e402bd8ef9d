import { expect, test } from "vitest";
import { GPU_READINGS_STALE_SECONDS } from "#contracts/limits.ts";
import type { NodeCapabilities } from "#contracts/node-protocol.ts";
import { describeGpus } from "../../edge/domain/nodes/describe-gpus.ts";
import { sumUpFleet } from "../../edge/domain/monitor/sum-up-fleet.ts";
import type { FleetNodeView } from "../../edge/domain/nodes/list-fleet.ts";

const now = 1_800_000_000_000;
const figures = {
  utilizationPercent: 5,
  memoryUsedMebibytes: 1000,
  memoryMebibytes: 20_000,
  temperatureCelsius: null,
  powerWatts: 67,
};
const unknown = {
  ...figures,
  utilizationPercent: null,
  memoryUsedMebibytes: null,
  powerWatts: null,
};

function capabilities(kind: "gpu" | "cpu", names: readonly string[]): NodeCapabilities {
  return {
    taskKinds: [],
    models: [],
    encoders: [],
    slots: names.map((name, index) => ({
      index,
      kind,
      name,
      deviceUuid: kind === "gpu" ? `GPU-${index}` : null,
      memoryMebibytes: 20_000,
    })),
    driverVersion: null,
    cpuCores: 1,
    memoryMebibytes: 1,
  };
}
const gpus = capabilities("gpu", ["L4", "L4"]);
const told = (toldAt: number, ...slots: (number | null)[]) => ({
  toldAt,
  gpus: slots.map((slotIndex) => ({ ...figures, slotIndex, name: "told" })),
});

test.each([
  ["a node that never said hello", null, null, "none"],
  ["a CPU node", capabilities("cpu", ["CPU"]), told(now, 0), "none"],
  ["an older agent", gpus, null, "untold"],
  ["a driver that does not answer", gpus, told(now), "unreadable"],
  ["readings of a moment ago", gpus, told(now - GPU_READINGS_STALE_SECONDS * 1000, 0), "current"],
  ["old readings", gpus, told(now - GPU_READINGS_STALE_SECONDS * 1000 - 1, 0), "stale"],
  ["an old failure", gpus, told(now - GPU_READINGS_STALE_SECONDS * 1000 - 1), "stale"],
] as const)("the readings of %s", (_, capabilitiesOf, toldOf, state) => {
  expect(describeGpus(capabilitiesOf, toldOf, now).state).toBe(state);
});

test("each GPU is there with what was told of it, and a slot that is gone is not", () => {
  const { gpus: described } = describeGpus(gpus, told(now, null, 1, 7), now);
  expect(described).toEqual([
    { ...figures, slotIndex: null, deviceUuid: null, name: "told" },
    { ...figures, slotIndex: 1, deviceUuid: "GPU-1", name: "L4" },
    { ...unknown, slotIndex: 0, deviceUuid: "GPU-0", name: "L4" },
  ]);
});

test("the monitor shows the first GPUs of a large fleet one by one, and counts the others", () => {
  const node = (index: number): FleetNodeView => ({
    id: String(index),
    name: "secret name",
    pool: "pool",
    state: "active",
    note: null,
    instanceId: null,
    agentVersion: null,
    capabilities: gpus,
    enrolledAt: now,
    lastHelloAt: now,
    lastHeardAt: now,
    quarantinedUntil: null,
    gpuReadings: describeGpus(gpus, told(now, 0, 1, null), now),
    tasks: [],
  });
  const fleet = sumUpFleet(
    Array.from({ length: 30 }, (_, index) => node(index)),
    now,
  );
  expect(fleet.devices.map(({ name, slots, gpus: shown }) => [name, slots, shown.length])).toEqual([
    ["L4", 60, 43],
    ["told", 0, 21],
  ]);
  expect(fleet.gpusLeftOut).toBe(90 - 64);
  expect(fleet.devices[1]?.gpus[0]).toEqual({
    ...figures,
    isBusy: null,
    state: "current",
    toldAt: now,
  });
});
