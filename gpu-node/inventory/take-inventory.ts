import { availableParallelism, totalmem } from "node:os";
import type { NodeCapabilities } from "#contracts/node-protocol.ts";
import { probeEncoders } from "../media/probe-encoders.ts";
import { isSoundEncoder } from "../media/video-container.ts";
import { describeEncoders } from "./describe-encoders.ts";
import { describeCpuSlots, describeGpuSlots } from "./describe-slots.ts";
import type { Slot } from "./describe-slots.ts";
import { readNvidiaSmi } from "./read-nvidia-smi.ts";

export interface Inventory {
  readonly slots: readonly Slot[];
  readonly capabilities: NodeCapabilities;
  /** Why the machine counts as a CPU node; null when it has a GPU. */
  readonly withoutGpuReason: string | null;
}

/** Finds GPUs, memory and the encoders that really open. Takes some seconds. */
export async function takeInventory(options: { cpuSlots: number }): Promise<Inventory> {
  const [answer, encoderNames] = await Promise.all([readNvidiaSmi(), probeEncoders()]);
  const memoryMebibytes = usableMemoryMebibytes();
  const gpuSlots = answer.type === "report" ? describeGpuSlots(answer.report) : [];
  const slots =
    gpuSlots.length > 0 ? gpuSlots : describeCpuSlots(options.cpuSlots, memoryMebibytes);
  return {
    slots,
    capabilities: {
      taskKinds: [
        "generate-video",
        "inspect-template",
        "inspect-audio",
        "render-template",
        "render-scene",
        "assemble-film",
      ],
      models: ["procedural"],
      encoders: describeEncoders(encoderNames),
      audioEncoders: encoderNames.filter(isSoundEncoder),
      slots: slots.map((slot) => slot.description),
      driverVersion: answer.type === "report" ? answer.report.driverVersion : null,
      cpuCores: availableParallelism(),
      memoryMebibytes,
    },
    withoutGpuReason: gpuSlots.length > 0 ? null : reasonOf(answer),
  };
}

function reasonOf(answer: Awaited<ReturnType<typeof readNvidiaSmi>>): string {
  return answer.type === "absent" ? answer.reason : "the driver reports no usable GPU";
}

// In a container the limit of the group counts, not the memory of the machine.
function usableMemoryMebibytes(): number {
  const limit = process.constrainedMemory();
  const bytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return Math.max(1, Math.floor(bytes / 1024 / 1024));
}
