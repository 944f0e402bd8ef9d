import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DEFAULT_ACCOUNT_LIMITS } from "#contracts/limits.ts";
import { repositoryRoot } from "../../scripts/house/run-tool.ts";
import { applyMigrations } from "../../scripts/local/apply-migrations.ts";
import {
  createAccount,
  createKey,
  type OperatorAccess,
} from "../../scripts/local/call-operator.ts";
import { findFreePort } from "../../scripts/local/require-free-port.ts";
import { startEdge, writeEdgeSettings } from "../../scripts/local/start-edge.ts";
import { startFleet } from "../../scripts/local/start-fleet.ts";
import { waitForHealth } from "../../scripts/local/wait-for-health.ts";

/** A Worker that takes submissions, whichever it is. */
export type Target = {
  name: string;
  url: string;
  headers: Record<string, string>;
  /** The group of the processes that serve it. */
  processGroup(): number;
};

export type Deployments = {
  framefleet: Target;
  bare: Target;
  access: OperatorAccess;
  stop(): Promise<void>;
};

const ampleTokens = 1_000_000_000;
/** Every limit on how much an account may ask for, whichever there are. */
const ampleLimits = Object.fromEntries(
  Object.keys(DEFAULT_ACCOUNT_LIMITS)
    .filter((name) => /^maximum|PerMinute$/.test(name))
    .map((name) => [name, 100_000]),
);
const healthLimitSeconds = 60;

/**
 * Starts the product's edge (no node) and the bare Worker side by side, in new state folders under
 * the system's temporary folder. Throws an Error fit to show; nothing is left running then.
 */
export async function startDeployments(signal: AbortSignal): Promise<Deployments> {
  const stateFolder = await mkdtemp(path.join(tmpdir(), "framefleet-bench-"));
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const work of stops.splice(0).reverse()) await work();
  };
  try {
    stops.push(() => rm(stateFolder, { recursive: true, force: true }));
    const framefleet = await startFramefleet(path.join(stateFolder, "framefleet"), stops, signal);
    const bare = await startBareWorker(path.join(stateFolder, "bare"), stops, signal);
    return { ...framefleet, bare, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Stops = (() => Promise<unknown>)[];

async function startFramefleet(stateFolder: string, stops: Stops, signal: AbortSignal) {
  const port = await findFreePort();
  const fleet = await startFleet({ port, nodes: 0, stateFolder }, signal);
  stops.push(fleet.stop);
  const { origin, operatorToken } = fleet.deployment;
  const access = { origin, operatorToken };
  const account = await createAccount(access, "bench", { tokens: ampleTokens }, ampleLimits);
  const { apiKey } = await createKey(access, account.id, "bench");
  const framefleet: Target = {
    name: "framefleet",
    url: `${origin}/api/v1/render-video`,
    headers: { authorization: `Bearer ${apiKey}` },
    processGroup: () => fleet.edge.processId() ?? 0,
  };
  return { framefleet, access };
}

async function startBareWorker(
  stateFolder: string,
  stops: Stops,
  signal: AbortSignal,
): Promise<Target> {
  const configFile = path.join(repositoryRoot, "bench/bare-worker/wrangler.toml");
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  mkdirSync(path.join(stateFolder, "logs"), { recursive: true, mode: 0o700 });
  await applyMigrations(stateFolder, configFile);
  await writeEdgeSettings(stateFolder, { PUBLIC_ORIGIN: origin });
  const worker = startEdge(stateFolder, port, configFile);
  stops.push(() => worker.stop());
  await waitForHealth(origin, healthLimitSeconds, signal);
  await (await fetch(`${origin}/setup`, { method: "POST" })).arrayBuffer();
  return {
    name: "bare",
    url: `${origin}/submit`,
    headers: {},
    processGroup: () => worker.processId() ?? 0,
  };
}
