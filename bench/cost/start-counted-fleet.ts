import { mkdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { repositoryRoot } from "../../scripts/house/run-tool.ts";
import { findFreePort } from "../../scripts/local/require-free-port.ts";
import { type Fleet, startFleet } from "../../scripts/local/start-fleet.ts";

/** Starts the product with one agent, its Worker between bindings that count. */
export async function startCountedFleet(stateFolder: string, signal: AbortSignal): Promise<Fleet> {
  const text = await readFile(path.join(repositoryRoot, "wrangler.toml"), "utf8");
  const worker = path.join(repositoryRoot, "bench/cost/counted-worker/index.ts");
  const migrations = path.join(repositoryRoot, "migrations");
  const counted = text
    .replace(/^main = ".*"$/m, `main = ${JSON.stringify(worker)}`)
    .replaceAll(/^migrations_dir = ".*"$/gm, `migrations_dir = ${JSON.stringify(migrations)}`);
  mkdirSync(stateFolder, { recursive: true });
  const configFile = path.join(stateFolder, "counted.toml");
  await writeFile(configFile, counted);
  return startFleet({ port: await findFreePort(), nodes: 1, stateFolder, configFile }, signal);
}
