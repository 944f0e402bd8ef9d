#!/usr/bin/env node
import { join } from "node:path";
import { AgentError } from "./agent/agent-error.ts";
import { establishIdentity } from "./agent/establish-identity.ts";
import { createLogger } from "./agent/logger.ts";
import type { Logger } from "./agent/logger.ts";
import { startAgent } from "./agent/start-agent.ts";
import { ConfigError, readConfig } from "./config.ts";
import type { NodeConfig } from "./config.ts";
import { createDispatcher } from "./edge-client/request-edge.ts";
import { takeInventory } from "./inventory/take-inventory.ts";
import { createServer } from "./server.ts";
import { siblingProgram } from "./sibling-program.ts";

process.exitCode = await main();
// Keep-alive connections and a lingering socket would hold the process open.
process.exit();

/** Runs the agent until it is told to stop; returns the exit status: 2 for wrong settings. */
async function main(): Promise<number> {
  let config: NodeConfig;
  try {
    const request = readConfig();
    if (request.type === "print") {
      process.stdout.write(request.text);
      return 0;
    }
    if (request.type === "check") return await check(request.config);
    config = request.config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  const logger = createLogger({ format: config.logFormat, level: config.logLevel });
  try {
    await run(config, logger);
    logger.info("stopped");
    return 0;
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    logger.fatal({ code: error.code }, error.message);
    return 1;
  }
}

/** Prints what the edge would be told about this machine; 1 when it could not render at all. */
async function check({ agentVersion, cpuSlots }: NodeConfig): Promise<number> {
  const { capabilities, withoutGpuReason } = await takeInventory({ cpuSlots });
  const report = { agentVersion, withoutGpuReason, ...capabilities };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  return capabilities.encoders.length > 0 ? 0 : 1;
}

async function run(config: NodeConfig, logger: Logger): Promise<void> {
  const starting = new AbortController();
  let onSignal = (): void => starting.abort();
  process.on("SIGTERM", () => onSignal());
  process.on("SIGINT", () => onSignal());
  const dispatcher = createDispatcher();
  const [identity, inventory] = await Promise.all([
    establishIdentity({ ...config, dispatcher, logger, signal: starting.signal }),
    takeInventory({ cpuSlots: config.cpuSlots }),
  ]).catch((error: unknown) => {
    if (starting.signal.aborted) return [null, null] as const;
    throw error;
  });
  if (identity === null || inventory === null || starting.signal.aborted) return;
  const { slots, capabilities, withoutGpuReason } = inventory;
  const encoders = capabilities.encoders.map((encoder) => encoder.name);
  if (withoutGpuReason !== null) {
    logger.info({ reason: withoutGpuReason, slots: slots.length, encoders }, "no GPU: a CPU node");
  } else {
    const names = slots.map((slot) => slot.description.name);
    logger.info(
      { slots: names, driverVersion: capabilities.driverVersion, encoders },
      "a GPU node",
    );
  }
  const agent = await startAgent({
    identity,
    inventory,
    dispatcher,
    logger,
    settings: {
      ...config,
      socketGraceSeconds: 10,
      longPollSeconds: 20,
      childProgram: siblingProgram("./tasks/run-task-child", import.meta.url),
      workDirectory: join(config.stateDirectory, "work"),
      operationsDirectory: join(config.stateDirectory, "operations"),
    },
  });
  const server = createServer(agent);
  const address = await server.listen({ host: "127.0.0.1", port: config.httpPort });
  logger.info({ address, agentVersion: config.agentVersion }, "started");
  onSignal = (): void => {
    logger.info("stop signal: work is finished first; a second signal hands it back");
    onSignal = (): void => void agent.stop().catch(() => {});
    void agent.drain().catch(() => {});
  };
  try {
    await agent.finished;
  } finally {
    await server.close();
  }
}
