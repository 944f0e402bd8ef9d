import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Dispatcher } from "undici";
import { EdgeContact } from "../edge-client/edge-contact.ts";
import type { EdgeConnection } from "../edge-client/request-edge.ts";
import type { Slot } from "../inventory/describe-slots.ts";
import type { Inventory } from "../inventory/take-inventory.ts";
import { ModelService } from "../models/providers/model-service.ts";
import type { ModelServiceInput } from "../models/providers/model-service.ts";
import { OperationJournal } from "../models/providers/operation-journal.ts";
import { newUuid } from "../random.ts";
import { AgentError } from "./agent-error.ts";
import type { AgentContext, AgentSettings } from "./agent-context.ts";
import { AgentState } from "./agent-state.ts";
import { connectLoop } from "./connect.ts";
import { drain } from "./drain.ts";
import { greetLoop } from "./greet.ts";
import { heartbeatLoop, HeartbeatLine } from "./heartbeat.ts";
import type { Identity } from "./identity.ts";
import { leaseLoop } from "./lease.ts";
import type { Logger } from "./logger.ts";
import { AgentMetrics } from "./metrics.ts";
import { probeModelsLoop } from "./probe-models.ts";
import { watchContactLoop } from "./watch-contact.ts";
import { watchGpusLoop } from "./watch-gpus.ts";

export interface StartAgentInput {
  readonly identity: Identity;
  readonly settings: AgentSettings;
  readonly inventory: Pick<Inventory, "slots" | "capabilities">;
  readonly dispatcher: Dispatcher;
  readonly logger: Logger;
}

/** A running agent. */
export interface NodeAgent {
  readonly context: AgentContext;
  readonly identity: Identity;
  /** Resolves when the agent has stopped; rejects with AgentError when it cannot go on. */
  readonly finished: Promise<void>;
  /** Takes no new work, finishes what runs within the drain time, then stops. */
  drain(): Promise<void>;
  /** Hands back what runs, then stops. */
  stop(): Promise<void>;
}

/** Starts every loop of the agent. Leftovers of an earlier process are removed first. */
export async function startAgent(input: StartAgentInput): Promise<NodeAgent> {
  const { identity, settings, inventory, dispatcher } = input;
  await rm(settings.workDirectory, { recursive: true, force: true });
  await mkdir(settings.workDirectory, { recursive: true, mode: 0o700 });
  const logger = input.logger.child({ nodeId: identity.nodeId });
  const state = new AgentState();
  const contact = new EdgeContact();
  const metrics = new AgentMetrics({
    slotsBusy: () => state.busySlots.size,
    gpus: () => state.gpuReadings ?? [],
    contactAgeSeconds: () => contact.ageSeconds(),
  });
  const edge: EdgeConnection = {
    edgeUrl: identity.edgeUrl,
    nodeToken: identity.nodeToken,
    dispatcher,
    contact,
    onError: (error) => metrics.edgeErrors.inc({ code: error.code }),
  };
  const { slots, capabilities } = inventory;
  const models = await startModels(settings, slots, logger);
  const instanceId = newUuid();
  const context = {
    edge,
    instanceId,
    settings,
    slots,
    capabilities,
    models,
    state,
    metrics,
    logger,
  };
  const stopping = new AbortController();
  const finished = runLoops(context, stopping);
  return {
    context,
    identity,
    finished,
    async drain() {
      await drain(context, settings.drainSeconds);
      stopping.abort();
      await finished;
    },
    async stop() {
      await drain(context, 0);
      stopping.abort();
      await finished;
    },
  };
}

/** The model servers, each asked once, so that the first hello names those that answer. */
async function startModels(
  settings: AgentSettings,
  slots: readonly Slot[],
  logger: Logger,
): Promise<ModelService> {
  const journal = new OperationJournal(
    settings.operationsDirectory ?? join(dirname(settings.workDirectory), "operations"),
  );
  await journal.sweep();
  const gpus = slots.filter(({ description }) => description.kind === "gpu");
  const largestGpuMebibytes =
    gpus.length === 0
      ? null
      : Math.max(...gpus.map(({ description }) => description.memoryMebibytes));
  const models = createModels({
    providers: settings.providers ?? [],
    journal,
    largestGpuMebibytes,
  });
  if (models.isEmpty) return models;
  await models.probe(new AbortController().signal);
  logger.info({ providers: models.describe() }, "model servers");
  return models;
}

function createModels(input: ModelServiceInput): ModelService {
  try {
    return new ModelService(input);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unknown";
    throw new AgentError("wrong-settings", `A model server cannot be used: ${reason}`);
  }
}

async function runLoops(agent: AgentContext, stopping: AbortController): Promise<void> {
  const { signal } = stopping;
  const line = new HeartbeatLine((sentMilliseconds) =>
    agent.edge.contact.heardAt(sentMilliseconds),
  );
  const loops = [
    greetLoop(agent, signal),
    watchContactLoop(agent, signal),
    probeModelsLoop(agent, signal),
    watchGpusLoop(agent, signal),
    ...agent.slots.map((slot) => leaseLoop(agent, slot, signal)),
  ];
  if (agent.settings.controlChannel === "websocket") {
    loops.push(connectLoop(agent, line, signal), heartbeatLoop(agent, line, signal));
  }
  try {
    await Promise.all(loops);
  } finally {
    // One loop that cannot go on ends them all.
    stopping.abort();
    await Promise.allSettled(loops);
  }
}
