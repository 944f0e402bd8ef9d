import type { EncoderCapability } from "#contracts/node-protocol.ts";
import type { TaskSpec } from "#contracts/task.ts";
import type { Slot } from "../inventory/describe-slots.ts";

/** The H.264 encoder of the slot's GPU where one was proven and the container takes it, else null. */
export function chooseHardwareEncoder(
  spec: TaskSpec,
  slot: Slot,
  encoders: readonly EncoderCapability[],
): string | null {
  const { container } = spec.parameters;
  if (!slot.hasHardwareEncoder || (container !== "mp4" && container !== "mov")) return null;
  const proven = encoders.find((encoder) => encoder.hardware && encoder.codec === "h264");
  return proven?.name ?? null;
}
