import { readFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SlotDescription } from "#contracts/node-protocol.ts";
import type { AgentSettings } from "../../../gpu-node/agent/agent-context.ts";
import type { Identity } from "../../../gpu-node/agent/identity.ts";
import { createLogger } from "../../../gpu-node/agent/logger.ts";
import { startAgent } from "../../../gpu-node/agent/start-agent.ts";
import type { NodeAgent } from "../../../gpu-node/agent/start-agent.ts";
import { createDispatcher } from "../../../gpu-node/edge-client/request-edge.ts";
import { describeCpuSlots } from "../../../gpu-node/inventory/describe-slots.ts";
import { FakeEdge } from "../../fakes/fake-edge.ts";

const minimalEnvironment = { PATH: "/usr/bin:/bin" };

/** A fake edge and a real agent whose task children are the fixture program. */
export class AgentHarness {
  readonly edge = new FakeEdge();
  readonly logLines: string[] = [];
  readonly dispatcher = createDispatcher();
  directory = "";
  agent: NodeAgent | null = null;

  async start(
    changes: Partial<AgentSettings> = {},
    options: { slots?: number; identity?: Identity; device?: Partial<SlotDescription> } = {},
  ): Promise<NodeAgent> {
    if (this.edge.url === "") await this.edge.start();
    this.directory = await mkdtemp(join(tmpdir(), "framefleet-agent-"));
    const slots = describeCpuSlots(options.slots ?? 1, 1000).map((slot) => ({
      ...slot,
      description: { ...slot.description, ...options.device },
    }));
    this.agent = await startAgent({
      identity: options.identity ?? this.edge.addNode(),
      dispatcher: this.dispatcher,
      logger: this.logger(),
      inventory: {
        slots,
        capabilities: {
          taskKinds: ["generate-video"],
          models: ["procedural"],
          encoders: [{ name: "libx264", codec: "h264", hardware: false }],
          slots: slots.map((slot) => slot.description),
          driverVersion: null,
          cpuCores: 2,
          memoryMebibytes: 1000,
        },
      },
      settings: {
        agentVersion: "0.1.0",
        controlChannel: "websocket",
        socketGraceSeconds: 1,
        longPollSeconds: 2,
        drainSeconds: 10,
        taskMemoryMebibytes: 1000,
        encoderThreads: null,
        childProgram: new URL("../../fixtures/task-child.ts", import.meta.url),
        childEnvironment: minimalEnvironment,
        workDirectory: join(this.directory, "work"),
        ...changes,
      },
    });
    // Tests that expect the end of the agent look at it themselves.
    this.agent.finished.catch(() => {});
    return this.agent;
  }

  logger() {
    const destination = { write: (line: string) => void this.logLines.push(line) };
    return createLogger({ format: "json", level: "debug", destination });
  }

  /** Starts the agent and waits for its control socket. */
  async startConnected(...parameters: Parameters<AgentHarness["start"]>): Promise<NodeAgent> {
    const before = this.edge.calls.length;
    const agent = await this.start(...parameters);
    await until(
      () =>
        agent.context.state.socketOpen && this.edge.calls.slice(before).includes("POST /leases"),
    );
    return agent;
  }

  async stop(): Promise<void> {
    this.edge.fault = () => undefined;
    await this.agent?.stop().catch(() => {});
    await this.edge.stop();
    await this.dispatcher.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  workDirectories(): Promise<string[]> {
    return readdir(join(this.directory, "work"));
  }
}

/** Waits for a condition; fails after the time. Returns the waiting time in milliseconds. */
export async function until(condition: () => unknown, withinMilliseconds = 8000): Promise<number> {
  const started = performance.now();
  while (!condition()) {
    if (performance.now() - started > withinMilliseconds) {
      throw new Error(`not within ${withinMilliseconds} ms: ${condition.toString()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return performance.now() - started;
}

/** True while a process runs; one that waits to be reaped is dead. */
export function isAlive(processId: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${processId}/status`, "utf8"));
  } catch {
    return false;
  }
}
