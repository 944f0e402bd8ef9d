import type { NodeCapabilities } from "#contracts/node-protocol.ts";
import type { EdgeConnection } from "../edge-client/request-edge.ts";
import type { ModelService } from "../models/providers/model-service.ts";
import type { Slot } from "../inventory/describe-slots.ts";
import type { ResolvedProvider } from "../models/providers/provider-settings.ts";
import type { AgentState } from "./agent-state.ts";
import type { Logger } from "./logger.ts";
import type { AgentMetrics } from "./metrics.ts";

/** Settings of the loops; the shorter times are for tests. */
export interface AgentSettings {
  readonly agentVersion: string;
  readonly controlChannel: "websocket" | "long-poll";
  /** After this long without a socket the node asks for work over HTTP. */
  readonly socketGraceSeconds: number;
  readonly longPollSeconds: number;
  readonly drainSeconds: number;
  readonly taskMemoryMebibytes: number;
  readonly encoderThreads: number | null;
  /** True: addresses of users may name the loopback. */
  readonly allowsLoopback?: boolean;
  readonly providers?: readonly ResolvedProvider[];
  /** Where begun operations of model servers are remembered; beside the work by default. */
  readonly operationsDirectory?: string;
  readonly modelProbeMilliseconds?: number;
  /** The driver's tool, where it is not found by its name. */
  readonly nvidiaSmiProgram?: string;
  readonly childProgram: URL;
  readonly childEnvironment: Readonly<Record<string, string>>;
  /** One directory for each lease goes below this one. */
  readonly workDirectory: string;
}

/** What every loop of one agent process is given. */
export interface AgentContext {
  readonly edge: EdgeConnection;
  readonly instanceId: string;
  readonly settings: AgentSettings;
  readonly slots: readonly Slot[];
  /** Without the models of its servers, which come and go. */
  readonly capabilities: NodeCapabilities;
  readonly models: ModelService;
  readonly state: AgentState;
  readonly metrics: AgentMetrics;
  readonly logger: Logger;
}
