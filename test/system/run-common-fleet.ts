import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestProject } from "vitest/node";
import { findFreePort } from "../../scripts/local/require-free-port.ts";
import { type Fleet, startFleet } from "../../scripts/local/start-fleet.ts";
import { commonFleetFiles } from "./common-fleet-files.ts";
import { copyMigratedState } from "./copy-migrated-state.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** What the files of a run make once for all of them. */
    sharedFolder: string;
  }
}

/**
 * Runs in vitest's own process, around all files of the system: starts the fleet that files share
 * when the first of them wishes for it, and ends it with the run.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), "framefleet-shared-"));
  project.provide("sharedFolder", folder);
  const ended = new AbortController();
  const fleet = startWhenWished(folder, ended.signal);
  return async () => {
    ended.abort();
    await (await fleet)?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function startWhenWished(folder: string, signal: AbortSignal): Promise<Fleet | null> {
  const files = commonFleetFiles(folder);
  try {
    while (!existsSync(files.wish)) await sleep(200, null, { signal });
    await copyMigratedState(folder, files.stateFolder);
    const port = await findFreePort();
    return await startFleet({ nodes: 2, port, stateFolder: files.stateFolder }, signal);
  } catch (error) {
    if (!signal.aborted) await writeFile(files.failure, String(error));
    return null;
  }
}
