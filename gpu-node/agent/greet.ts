import { isOlderVersion } from "#contracts/compare-versions.ts";
import { pause } from "../clock.ts";
import { EdgeError, isUnauthorized } from "../edge-client/edge-error.ts";
import { hello } from "../edge-client/hello.ts";
import { backOffMilliseconds } from "../edge-client/retry.ts";
import type { AgentContext } from "./agent-context.ts";
import { AgentError } from "./agent-error.ts";

/**
 * Says hello at the start and whenever somebody wants it, until it is answered.
 * Throws AgentError `revoked` when the edge does not know the node any more.
 */
export async function greetLoop(agent: AgentContext, signal: AbortSignal): Promise<void> {
  const { state, logger } = agent;
  for (let attempt = 1; !signal.aborted;) {
    if (!state.helloWanted) {
      await state.wake.wait(signal);
      continue;
    }
    state.helloWanted = false;
    try {
      await greet(agent, signal);
      attempt = 1;
    } catch (error) {
      if (signal.aborted) return;
      if (isUnauthorized(error)) {
        const advice = "This node was revoked: remove its identity file and enrol it again.";
        throw new AgentError("revoked", advice);
      }
      if (!(error instanceof EdgeError)) throw error;
      logger.warn({ code: error.code, error: error.message }, "the edge did not answer hello");
      state.helloWanted = true;
      await pause(backOffMilliseconds(attempt, error), signal);
      attempt += 1;
    }
  }
}

async function greet(agent: AgentContext, signal: AbortSignal): Promise<void> {
  const { state, logger, settings } = agent;
  const { draining } = state;
  const modelMemory = agent.models.modelMemory();
  const answer = await hello(
    agent.edge,
    {
      instanceId: agent.instanceId,
      agentVersion: settings.agentVersion,
      capabilities: {
        ...agent.capabilities,
        models: [...agent.capabilities.models, ...agent.models.offeredKeys()],
        // Named only where it matters: an edge that does not know it refuses the whole hello.
        ...(modelMemory.length === 0 ? {} : { modelMemory }),
      },
      leaseIds: [...state.running.keys()],
      draining,
    },
    signal,
  );
  for (const leaseId of answer.lostLeaseIds) state.running.get(leaseId)?.stop("lease-lost");
  if (state.greeting === null) logger.info({ state: answer.state }, "the edge knows this node");
  const toldVersion = state.greeting?.recommendedAgentVersion;
  const wasIdleByOrder = state.reasonsAgainstLeasing().length > 0;
  state.greeting = answer;
  state.drainAnnounced = draining;
  // The answer is newer than any control message that went before it.
  state.drainedByEdge = false;
  state.agentTooOld = isOlderVersion(settings.agentVersion, answer.minimumAgentVersion);
  if (state.agentTooOld) {
    logger.error({ minimumAgentVersion: answer.minimumAgentVersion }, "this agent is too old");
  }
  const { recommendedAgentVersion } = answer;
  const isOutdated = isOlderVersion(settings.agentVersion, recommendedAgentVersion);
  // Once for each version: hellos are many.
  if (isOutdated && recommendedAgentVersion !== toldVersion) {
    logger.warn({ recommendedAgentVersion }, "a newer agent is recommended");
  }
  if (wasIdleByOrder) state.askEpoch += 1;
  state.wake.wake();
}
