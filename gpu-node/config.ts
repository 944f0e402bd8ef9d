import { readFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { ResolvedProvider } from "./models/providers/provider-settings.ts";
import {
  ProvidersFileError,
  readProvidersFile,
  secretVariables,
} from "./models/providers/read-providers-file.ts";

const emptyMeansAbsent = (value: unknown): unknown => (value === "" ? undefined : value);
const optionalText = z.preprocess(emptyMeansAbsent, z.string().optional());
const wholeNumber = (minimum: number, maximum: number) =>
  z.preprocess(emptyMeansAbsent, z.coerce.number().int().min(minimum).max(maximum).optional());

/** The node's settings, all of them environment variables. */
export const NodeSettings = z.object({
  FRAMEFLEET_EDGE_URL: z.preprocess(
    emptyMeansAbsent,
    z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).optional(),
  ),
  FRAMEFLEET_ENROLMENT_TOKEN: optionalText,
  FRAMEFLEET_STATE_DIRECTORY: optionalText,
  FRAMEFLEET_NODE_NAME: z.preprocess(emptyMeansAbsent, z.string().max(100).optional()),
  FRAMEFLEET_CPU_SLOTS: wholeNumber(1, 256),
  FRAMEFLEET_HTTP_PORT: wholeNumber(0, 65_535),
  FRAMEFLEET_TASK_MEMORY_MEBIBYTES: wholeNumber(64, 16_777_216),
  FRAMEFLEET_ENCODER_THREADS: wholeNumber(1, 1024),
  FRAMEFLEET_ALLOW_LOOPBACK: z.preprocess(emptyMeansAbsent, z.enum(["yes", "no"]).optional()),
  FRAMEFLEET_CONTROL_CHANNEL: z.preprocess(
    emptyMeansAbsent,
    z.enum(["websocket", "long-poll"]).optional(),
  ),
  FRAMEFLEET_DRAIN_SECONDS: wholeNumber(0, 86_400),
  FRAMEFLEET_MODELS_FILE: optionalText,
  FRAMEFLEET_LOG: z.preprocess(emptyMeansAbsent, z.enum(["json", "pretty"]).optional()),
  FRAMEFLEET_LOG_LEVEL: z.preprocess(
    emptyMeansAbsent,
    z.enum(["debug", "info", "warn", "error"]).optional(),
  ),
});

/** Everything an operator can set, resolved once. */
export interface NodeConfig {
  /** Null: the address in the identity file. */
  readonly edgeUrl: string | null;
  /** Spent at the first start; null afterwards. */
  readonly enrolmentToken: string | null;
  readonly stateDirectory: string;
  readonly nodeName: string;
  readonly cpuSlots: number;
  readonly httpPort: number;
  readonly taskMemoryMebibytes: number;
  readonly encoderThreads: number | null;
  /** True: replacements of templates may come from the loopback, as in local mode. */
  readonly allowsLoopback: boolean;
  readonly controlChannel: "websocket" | "long-poll";
  readonly drainSeconds: number;
  /** Model servers beside the embedded models. */
  readonly providers: readonly ResolvedProvider[];
  readonly logFormat: "json" | "pretty";
  readonly logLevel: "debug" | "info" | "warn" | "error";
  readonly agentVersion: string;
  /** What task children inherit: the environment without any of our own settings. */
  readonly childEnvironment: Readonly<Record<string, string>>;
}

/** The settings cannot be used; the message names each wrong one. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

export type ConfigRequest =
  | { type: "run" | "check"; config: NodeConfig }
  | { type: "print"; text: string };

const helpText = `Framefleet GPU node agent

  framefleet-node --edge https://edge.example --token ff_enrol_…   enrols this machine and works
  framefleet-node                                                  works, once it is enrolled

  --edge URL     the same as FRAMEFLEET_EDGE_URL
  --token TOKEN  the same as FRAMEFLEET_ENROLMENT_TOKEN; spent at the first start
  --state PATH   the same as FRAMEFLEET_STATE_DIRECTORY
  --check        prints what this machine has and what was proved by trying, then ends
  --version, --help

Settings are environment variables:
  FRAMEFLEET_EDGE_URL               address of the edge; needed until the node is enrolled
  FRAMEFLEET_ENROLMENT_TOKEN        one-time token; needed until the node is enrolled
  FRAMEFLEET_STATE_DIRECTORY        identity and work files
                                    (default ~/.local/state/framefleet-node)
  FRAMEFLEET_NODE_NAME              name shown to operators (default the host name)
  FRAMEFLEET_CPU_SLOTS              tasks at once on a machine without a GPU (default 1)
  FRAMEFLEET_HTTP_PORT              loopback port of health and metrics (default 0 = any)
  FRAMEFLEET_TASK_MEMORY_MEBIBYTES  memory a task may use before it is killed (default 4096)
  FRAMEFLEET_ENCODER_THREADS        threads an encoder may use (default: the encoder decides)
  FRAMEFLEET_ALLOW_LOOPBACK         yes: addresses of users may name this machine, by http too;
                                    for a developer's machine alone (default no)
  FRAMEFLEET_CONTROL_CHANNEL        websocket or long-poll (default websocket)
  FRAMEFLEET_DRAIN_SECONDS          time to finish work after a stop signal (default 600)
  FRAMEFLEET_MODELS_FILE            JSON file that lists the node's model servers (default none)
  FRAMEFLEET_LOG                    json or pretty (default json)
  FRAMEFLEET_LOG_LEVEL              debug, info, warn or error (default info)
`;

/**
 * Reads the command line and the environment.
 * Throws ConfigError, whose message names every setting that is wrong but never a value.
 */
export function readConfig(
  commandLine: readonly string[] = process.argv.slice(2),
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ConfigRequest {
  const flags = readFlags(commandLine);
  if (flags.help) return { type: "print", text: helpText };
  if (flags.version) return { type: "print", text: `${readAgentVersion()}\n` };
  const parsed = NodeSettings.safeParse({ ...environment, ...flags.settings });
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new ConfigError(`Wrong settings:\n  ${faults.join("\n  ")}\nSee --help.`);
  }
  const values = parsed.data;
  const providers = readProviders(values.FRAMEFLEET_MODELS_FILE, environment);
  const config: NodeConfig = {
    edgeUrl: values.FRAMEFLEET_EDGE_URL?.replace(/\/+$/, "") ?? null,
    enrolmentToken: values.FRAMEFLEET_ENROLMENT_TOKEN ?? null,
    stateDirectory: resolve(
      values.FRAMEFLEET_STATE_DIRECTORY ?? join(homedir(), ".local/state/framefleet-node"),
    ),
    nodeName: values.FRAMEFLEET_NODE_NAME ?? (hostname().slice(0, 100) || "node"),
    cpuSlots: values.FRAMEFLEET_CPU_SLOTS ?? 1,
    httpPort: values.FRAMEFLEET_HTTP_PORT ?? 0,
    taskMemoryMebibytes: values.FRAMEFLEET_TASK_MEMORY_MEBIBYTES ?? 4096,
    encoderThreads: values.FRAMEFLEET_ENCODER_THREADS ?? null,
    allowsLoopback: values.FRAMEFLEET_ALLOW_LOOPBACK === "yes",
    controlChannel: values.FRAMEFLEET_CONTROL_CHANNEL ?? "websocket",
    drainSeconds: values.FRAMEFLEET_DRAIN_SECONDS ?? 600,
    providers,
    logFormat: values.FRAMEFLEET_LOG ?? "json",
    logLevel: values.FRAMEFLEET_LOG_LEVEL ?? "info",
    agentVersion: readAgentVersion(),
    childEnvironment: withoutOwnSettings(environment, secretVariables(providers)),
  };
  return { type: flags.check ? "check" : "run", config };
}

function readFlags(commandLine: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...commandLine],
      options: {
        edge: { type: "string" },
        token: { type: "string" },
        state: { type: "string" },
        check: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
        version: { type: "boolean", default: false },
      },
    });
    const { edge, token, state, ...rest } = values;
    const settings: Record<string, string> = {};
    if (edge !== undefined) settings["FRAMEFLEET_EDGE_URL"] = edge;
    if (token !== undefined) settings["FRAMEFLEET_ENROLMENT_TOKEN"] = token;
    if (state !== undefined) settings["FRAMEFLEET_STATE_DIRECTORY"] = state;
    return { ...rest, settings };
  } catch (error) {
    // Of an argument that stands alone the message would quote the value: a token, maybe.
    const isUnknownOption = error instanceof Error && error.message.startsWith("Unknown option");
    const words = isUnknownOption ? error.message.split(".")[0] : "Wrong arguments";
    throw new ConfigError(`${words}; see --help.`);
  }
}

function readProviders(
  path: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): ResolvedProvider[] {
  if (path === undefined) return [];
  try {
    return readProvidersFile(resolve(path), environment);
  } catch (error) {
    if (!(error instanceof ProvidersFileError)) throw error;
    throw new ConfigError(`Wrong FRAMEFLEET_MODELS_FILE:\n  ${error.message}`);
  }
}

/** The package.json above this folder is the repository's, or that of the installed package. */
function readAgentVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

function withoutOwnSettings(
  environment: Readonly<Record<string, string | undefined>>,
  secrets: readonly string[],
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    const isOurs = name.startsWith("FRAMEFLEET_") || name.startsWith("NODE_OPTIONS");
    if (value !== undefined && !isOurs && !secrets.includes(name)) kept[name] = value;
  }
  return kept;
}
