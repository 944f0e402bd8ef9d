import type { EncoderCapability } from "#contracts/node-protocol.ts";
import type { TaskSpec } from "#contracts/task.ts";
import type { Slot } from "../inventory/describe-slots.ts";

/** The encoder of the slot's GPU where one was proven for what the task asks for, else null. */
export function chooseHardwareEncoder(
  spec: TaskSpec,
  slot: Slot,
  encoders: readonly EncoderCapability[],
): string | null {
  const codec = codecOf(spec);
  if (!slot.hasHardwareEncoder || codec === null) return null;
  const proven = encoders.find((encoder) => encoder.hardware && encoder.codec === codec);
  return proven?.name ?? null;
}

/** The codec that hardware may encode for the task; null where it never does. */
function codecOf(spec: TaskSpec): EncoderCapability["codec"] | null {
  switch (spec.kind) {
    case "generate-video":
      return ["mp4", "mov"].includes(spec.parameters.container) ? "h264" : null;
    case "render-template":
      return spec.parameters.encoding.codec;
    case "assemble-film":
      return "h264";
    case "render-scene":
    case "inspect-template":
    case "inspect-audio":
      return null;
  }
}
