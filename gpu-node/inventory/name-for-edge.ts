import {
  MAXIMUM_DEVICE_NAME_CHARACTERS,
  MAXIMUM_READINGS,
  type GpuReading as ToldReading,
} from "#contracts/gpu-readings.ts";
import type { SlotDescription } from "#contracts/node-protocol.ts";
import type { GpuReading } from "./gpu-reading.ts";

/** The readings in the edge's words: by slot, within its bounds. What is out of them is null. */
export function nameForEdge(
  readings: readonly GpuReading[],
  slots: readonly SlotDescription[],
): ToldReading[] {
  const free = slots.filter(({ kind }) => kind === "gpu");
  return readings.slice(0, MAXIMUM_READINGS).map((reading) => {
    // Without UUIDs the devices come in the order of their slots.
    const place = free.findIndex(({ deviceUuid }) => deviceUuid === reading.deviceUuid);
    const [slot] = place === -1 ? [] : free.splice(place, 1);
    return {
      slotIndex: slot?.index ?? null,
      name: reading.name
        .replaceAll(/[^\x20-\x7e]|["\\]/g, "?")
        .slice(0, MAXIMUM_DEVICE_NAME_CHARACTERS),
      utilizationPercent: within(reading.utilizationPercent, 0, 100),
      memoryUsedMebibytes: wholeWithin(reading.memoryUsedMebibytes),
      memoryMebibytes: wholeWithin(reading.memoryMebibytes),
      temperatureCelsius: within(reading.temperatureCelsius, -273, 1000),
      powerWatts: within(reading.powerWatts, 0, 100_000),
    };
  });
}

/** To a tenth, or null. */
function within(value: number | null, least: number, most: number): number | null {
  return value === null || value < least || value > most ? null : Math.round(value * 10) / 10;
}

function wholeWithin(value: number | null): number | null {
  const tenths = within(value, 0, 100_000_000);
  return tenths === null ? null : Math.round(tenths);
}
