import type { GpuReading } from "#contracts/gpu-readings.ts";
import { monotonicMilliseconds } from "../clock.ts";
import { nameForEdge } from "../inventory/name-for-edge.ts";
import type { AgentContext } from "./agent-context.ts";

/**
 * The readings that the edge is to be told now, as it wants them; null while none are due. Whoever
 * takes them tells them.
 */
export function takeDueReadings({ state, slots }: AgentContext): GpuReading[] | null {
  const seconds = state.greeting?.gpuReadingsSeconds;
  if (state.gpuReadings === null || seconds === undefined) return null;
  const now = monotonicMilliseconds();
  const told = state.gpusToldMilliseconds;
  // A little early counts: whoever asks comes now and again, not to the second.
  if (told !== null && now - told < seconds * 750) return null;
  state.gpusToldMilliseconds = now;
  return nameForEdge(
    state.gpuReadings,
    slots.map(({ description }) => description),
  );
}
