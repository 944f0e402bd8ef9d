import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { GpuReadings } from "#contracts/gpu-readings.ts";
import { SlotDescription } from "#contracts/node-protocol.ts";
import { describeCpuSlots, describeGpuSlots } from "../../../gpu-node/inventory/describe-slots.ts";
import { describeEncoders } from "../../../gpu-node/inventory/describe-encoders.ts";
import { readGpus } from "../../../gpu-node/inventory/gpu-reading.ts";
import { nameForEdge } from "../../../gpu-node/inventory/name-for-edge.ts";
import { parseMigUuids, withMigUuids } from "../../../gpu-node/inventory/parse-mig-uuids.ts";
import { parseNvidiaSmi } from "../../../gpu-node/inventory/parse-nvidia-smi.ts";
import { readNvidiaSmi } from "../../../gpu-node/inventory/read-nvidia-smi.ts";

const fixturePath = (name: string) =>
  fileURLToPath(new URL(`../../fixtures/nvidia-smi/${name}`, import.meta.url));
const fixture = (name: string) => readFileSync(fixturePath(name), "utf8");

describe("the report", () => {
  test("one GPU becomes one slot", () => {
    const report = parseNvidiaSmi(fixture("one-gpu-v12.xml"));
    expect(report.driverVersion).toBe("535.161.08");
    expect(report.gpus[0]).toMatchObject({
      busId: "00000000:65:00.0",
      architecture: "Ada Lovelace",
      utilizationPercent: 7,
      temperatureCelsius: 41,
      powerWatts: 16.45,
      migEnabled: false,
      migSlices: [],
    });
    expect(describeGpuSlots(report)).toEqual([
      {
        description: {
          index: 0,
          kind: "gpu",
          name: "NVIDIA L4",
          deviceUuid: "GPU-11111111-2222-3333-4444-555555555555",
          memoryMebibytes: 23_034,
        },
        hasHardwareEncoder: true,
      },
    ]);
  });

  test("each MIG slice is a slot of its own, with the UUID of the list", () => {
    const report = withMigUuids(
      parseNvidiaSmi(fixture("mig-v13.xml")),
      parseMigUuids(fixture("mig-list.txt")),
    );
    expect(report.gpus[0]?.powerWatts).toBe(67.03);
    const slots = describeGpuSlots(report);
    expect(slots.map((slot) => SlotDescription.parse(slot.description))).toMatchObject([
      { index: 0, deviceUuid: "MIG-bbbbbbbb-0000-0000-0000-000000000001", memoryMebibytes: 40_192 },
      { index: 1, deviceUuid: "MIG-bbbbbbbb-0000-0000-0000-000000000002", memoryMebibytes: 19_968 },
      { index: 2, deviceUuid: "GPU-aaaaaaaa-0000-0000-0000-000000000002", memoryMebibytes: 81_920 },
    ]);
    expect(slots.map((slot) => slot.hasHardwareEncoder)).toEqual([false, false, true]);
  });

  test("readings of a sliced GPU are its own, and its slices tell their memory alone", () => {
    const readings = readGpus(parseNvidiaSmi(fixture("mig-v13.xml")));
    expect(readings.map(({ name }) => /MIG \d+$/.exec(name)?.[0] ?? "GPU")).toEqual([
      "GPU",
      "MIG 0",
      "MIG 1",
      "GPU",
    ]);
    expect(readings[0]).toMatchObject({ utilizationPercent: null, powerWatts: 67.03 });
    expect(readings[1]).toMatchObject({
      memoryMebibytes: 40_192,
      memoryUsedMebibytes: 1234,
      utilizationPercent: null,
      temperatureCelsius: null,
    });
  });

  test("the edge is told of each by its slot, of a sliced GPU by its name", () => {
    const report = parseNvidiaSmi(fixture("mig-v13.xml"));
    const slots = describeGpuSlots(report).map(({ description }) => description);
    const told = GpuReadings.parse(nameForEdge(readGpus(report), slots));
    expect(told.map(({ slotIndex, name }) => [slotIndex, name])).toEqual([
      [null, "NVIDIA A100-SXM4-80GB"],
      [0, "NVIDIA A100-SXM4-80GB MIG 0"],
      [1, "NVIDIA A100-SXM4-80GB MIG 1"],
      [2, "NVIDIA A100-SXM4-80GB"],
    ]);
    expect(told[0]).toMatchObject({ powerWatts: 67, utilizationPercent: null });
    expect(told[2]).toMatchObject({ memoryUsedMebibytes: null, memoryMebibytes: 19_968 });
  });

  test("whatever a driver says, the edge takes what is told", () => {
    const nonsense = {
      deviceUuid: null,
      name: `${'"'.repeat(50)}${"é".repeat(50)}`,
      utilizationPercent: 140.25,
      memoryUsedMebibytes: 1e15,
      memoryMebibytes: 81_559.25,
      temperatureCelsius: -500,
      powerWatts: 99_999.999,
    };
    const slot = {
      index: 7,
      kind: "gpu",
      name: "x",
      deviceUuid: null,
      memoryMebibytes: 1,
    } as const;
    const told = GpuReadings.parse(
      nameForEdge(
        Array.from({ length: 300 }, () => nonsense),
        [slot],
      ),
    );
    expect(told).toHaveLength(64);
    expect(told[0]).toEqual({
      slotIndex: 7,
      name: "?".repeat(60),
      utilizationPercent: null,
      memoryUsedMebibytes: null,
      memoryMebibytes: 81_559,
      temperatureCelsius: null,
      powerWatts: 100_000,
    });
    expect(told[1]?.slotIndex).toBeNull();
  });

  test("a slice without a listed UUID is named the older way", () => {
    const slots = describeGpuSlots(parseNvidiaSmi(fixture("mig-v13.xml")));
    expect(slots[1]?.description.deviceUuid).toBe(
      "MIG-GPU-aaaaaaaa-0000-0000-0000-000000000001/3/0",
    );
  });

  test("readings that are not available are null, and missing elements do no harm", () => {
    const report = parseNvidiaSmi(fixture("not-available-v8.xml"));
    expect(report.driverVersion).toBeNull();
    expect(report.gpus[0]).toMatchObject({
      memoryMebibytes: null,
      utilizationPercent: null,
      temperatureCelsius: null,
      powerWatts: 31.5,
      architecture: null,
    });
    expect(SlotDescription.parse(describeGpuSlots(report)[0]?.description).memoryMebibytes).toBe(0);
  });

  test("no GPU gives no slot, and prose is not a report", () => {
    expect(describeGpuSlots(parseNvidiaSmi(fixture("no-gpu-v12.xml")))).toEqual([]);
    expect(() => parseNvidiaSmi("No devices were found")).toThrow(/did not print a report/);
  });
});

describe("the program", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "framefleet-nvidia-smi-"));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function program(script: string): Promise<string> {
    const path = join(directory, "nvidia-smi");
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
    return path;
  }

  test("it is asked for the report and, with MIG, for the list", async () => {
    const cases = `case "$1" in -q) cat '${fixturePath("mig-v13.xml")}';; -L) cat '${fixturePath("mig-list.txt")}';; esac`;
    const answer = await readNvidiaSmi(await program(cases));
    const slots = answer.type === "report" ? describeGpuSlots(answer.report) : [];
    expect(slots[0]?.description.deviceUuid).toMatch(/^MIG-bbbb/);
  });

  test("its own words say why there is no GPU", async () => {
    const failing = await program('echo "NVIDIA-SMI has failed because of the driver."; exit 9');
    expect(await readNvidiaSmi(failing)).toEqual({
      type: "absent",
      reason: "NVIDIA-SMI has failed because of the driver.",
    });
    expect(await readNvidiaSmi(join(directory, "absent"))).toEqual({
      type: "absent",
      reason: "nvidia-smi is not installed",
    });
    expect(await readNvidiaSmi(await program("echo hello"))).toMatchObject({ type: "absent" });
  });
});

test("CPU slots share the memory", () => {
  const slots = describeCpuSlots(2, 4001).map((slot) => SlotDescription.parse(slot.description));
  expect(slots.map((slot) => slot.memoryMebibytes)).toEqual([2000, 2000]);
  expect(slots.map((slot) => slot.deviceUuid)).toEqual([null, null]);
});

test("encoders are told by codec and kind", () => {
  expect(
    describeEncoders(["hevc_nvenc", "libx264", "libsvtav1", "libvpx-vp9", "mpeg4", "gif"]),
  ).toEqual([
    { name: "hevc_nvenc", codec: "h265", hardware: true },
    { name: "libx264", codec: "h264", hardware: false },
    { name: "libsvtav1", codec: "av1", hardware: false },
    { name: "libvpx-vp9", codec: "vp9", hardware: false },
    { name: "mpeg4", codec: "mpeg4", hardware: false },
  ]);
});
