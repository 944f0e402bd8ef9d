import { pause } from "../clock.ts";
import { withJitter } from "../random.ts";
import type { AgentContext } from "./agent-context.ts";

const probeMilliseconds = 15_000;

/** Asks the model servers now and again; the edge hears when one came or went. */
export async function probeModelsLoop(agent: AgentContext, signal: AbortSignal): Promise<void> {
  const { models, state, logger, settings } = agent;
  if (models.isEmpty) return;
  let known = models.offeredKeys().join(" ");
  while (!signal.aborted) {
    await pause(withJitter(settings.modelProbeMilliseconds ?? probeMilliseconds, 0.2), signal);
    if (signal.aborted) return;
    await models.probe(signal);
    const offered = models.offeredKeys();
    if (offered.join(" ") === known) continue;
    known = offered.join(" ");
    logger.info({ models: offered, providers: models.describe() }, "the models have changed");
    state.wantHello();
  }
}
