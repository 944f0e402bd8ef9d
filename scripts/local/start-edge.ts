import path from "node:path";
import { repositoryRoot } from "../house/run-tool.ts";
import { writePrivateText } from "./private-file.ts";
import { type Supervised, supervise } from "./supervise.ts";

/** What wrangler needs to stay inside the state folder and off the network. */
export function edgeEnvironment(stateFolder: string): Record<string, string> {
  return {
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_LOG_PATH: path.join(stateFolder, "logs/wrangler"),
    WRANGLER_REGISTRY_PATH: path.join(stateFolder, "registry"),
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    // Wrangler's local trace store writes every operation to disk, which doubles what some cost.
    X_LOCAL_OBSERVABILITY: "false",
    // A Worker has 128 MB, but here nothing bounds the young objects of each isolate: V8 would let
    // them, and the buffers that hang on them, grow to hundreds before it looks what is in use.
    MINIFLARE_WORKERD_V8_FLAGS: "--max-semi-space-size=8 --min-semi-space-size=1",
    FORCE_COLOR: "0",
  };
}

/**
 * Writes the edge's settings where only this user can read them.
 * They override [vars] of wrangler.toml and never stand on a command line.
 */
export async function writeEdgeSettings(
  stateFolder: string,
  settings: Record<string, string>,
): Promise<void> {
  const lines = Object.entries(settings).map(([name, value]) => `${name}="${value}"\n`);
  await writePrivateText(path.join(stateFolder, "edge.env"), lines.join(""));
}

/**
 * Runs the edge locally, in workerd under wrangler, until it is stopped.
 * @param configFile another Worker's wrangler.toml, to run that one in the same way
 */
export function startEdge(
  stateFolder: string,
  port: number,
  configFile = path.join(repositoryRoot, "wrangler.toml"),
): Supervised {
  return supervise({
    name: "edge",
    command: process.execPath,
    commandArguments: [
      path.join(repositoryRoot, "node_modules/wrangler/bin/wrangler.js"),
      "dev",
      "--config",
      configFile,
      "--env",
      "",
      "--ip",
      "127.0.0.1",
      "--port",
      String(port),
      "--inspector-port",
      "0",
      "--persist-to",
      path.join(stateFolder, "edge"),
      "--env-file",
      path.join(stateFolder, "edge.env"),
      "--test-scheduled",
      "--show-interactive-dev-session=false",
    ],
    environment: async () => edgeEnvironment(stateFolder),
    directory: repositoryRoot,
    logFile: path.join(stateFolder, "logs/edge.log"),
    graceSeconds: 5,
  });
}
