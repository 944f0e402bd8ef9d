import { pause } from "../clock.ts";
import { readGpus } from "../inventory/gpu-reading.ts";
import { readNvidiaSmi } from "../inventory/read-nvidia-smi.ts";
import { withJitter } from "../random.ts";
import type { AgentContext } from "./agent-context.ts";

const intervalMilliseconds = 15_000;

/**
 * Reads the GPUs' load, memory, temperature and power now and again. While the driver does not
 * answer there are no readings, rather than old ones.
 */
export async function watchGpusLoop(agent: AgentContext, signal: AbortSignal): Promise<void> {
  const { state, slots, settings, logger } = agent;
  if (!slots.some(({ description }) => description.kind === "gpu")) return;
  let isSilent = false;
  while (!signal.aborted) {
    const answer = await readNvidiaSmi(settings.nvidiaSmiProgram);
    state.gpuReadings = answer.type === "report" ? readGpus(answer.report) : [];
    if (answer.type === "absent" && !isSilent)
      logger.warn({ reason: answer.reason }, "the GPUs cannot be read");
    isSilent = answer.type === "absent";
    await pause(withJitter(intervalMilliseconds, 0.2), signal);
  }
}
