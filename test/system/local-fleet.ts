import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { inject } from "vitest";
import { findFreePort } from "../../scripts/local/require-free-port.ts";
import { type Fleet, startFleet } from "../../scripts/local/start-fleet.ts";
import type { StartOptions } from "../../scripts/local/start-options.ts";
import { copyMigratedState } from "./copy-migrated-state.ts";

/** A deployment of its own: its state folder, its port, its processes. */
export type LocalFleet = Fleet & { stateFolder: string };

/** A new state folder outside the repository. */
export const makeStateFolder = () => mkdtemp(path.join(tmpdir(), "framefleet-system-"));

/** Starts an edge and node agents in a new state folder. `closeFleet` ends and removes it all. */
export async function openFleet(
  options: Pick<StartOptions, "nodes" | "edgeVariables">,
): Promise<LocalFleet> {
  const stateFolder = await makeStateFolder();
  try {
    await copyMigratedState(inject("sharedFolder"), stateFolder);
    const port = await findFreePort();
    const never = new AbortController().signal;
    const fleet = await startFleet({ ...options, port, stateFolder }, never);
    return { ...fleet, stateFolder };
  } catch (error) {
    const log = await readLog(stateFolder, "edge").catch(() => "");
    await rm(stateFolder, { recursive: true, force: true });
    throw new Error(`the fleet did not start: ${log.slice(-3000)}`, { cause: error });
  }
}

/** Ends every process of the fleet and removes its state. */
export async function closeFleet(fleet: LocalFleet): Promise<void> {
  await fleet.stop();
  await rm(fleet.stateFolder, { recursive: true, force: true });
}

/** What a process of the fleet printed so far. */
export function readLog(stateFolder: string, name: string): Promise<string> {
  return readFile(path.join(stateFolder, "logs", `${name}.log`), "utf8");
}
