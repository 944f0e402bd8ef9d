import { existsSync } from "node:fs";
import { cp, mkdir, rename, rmdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { applyMigrations } from "../../scripts/local/apply-migrations.ts";

/**
 * Gives a new state folder a database that has the product's schema. Wrangler makes it for the
 * first fleet of a run, half a second for each migration; the others get a copy.
 */
export async function copyMigratedState(shared: string, stateFolder: string): Promise<void> {
  const made = path.join(shared, "migrated");
  const lock = path.join(shared, "migrating");
  while (!existsSync(made)) {
    if (await isTaken(lock)) {
      await sleep(100);
      continue;
    }
    try {
      if (!existsSync(made)) await makeState(path.join(shared, "unfinished"), made);
    } finally {
      await rmdir(lock);
    }
  }
  await cp(path.join(made, "edge"), path.join(stateFolder, "edge"), { recursive: true });
}

/** Takes the lock, unless another process has it. */
async function isTaken(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return true;
  }
}

async function makeState(unfinished: string, made: string): Promise<void> {
  await mkdir(path.join(unfinished, "logs"), { recursive: true });
  await applyMigrations(unfinished);
  await rename(unfinished, made);
}
