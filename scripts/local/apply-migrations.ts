import { createHash } from "node:crypto";
import { appendFile, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { repositoryRoot, runTool } from "../house/run-tool.ts";
import { readJsonIfPresent, writePrivateJson } from "./private-file.ts";
import { edgeEnvironment } from "./start-edge.ts";

/**
 * Brings the local database to the newest migration. Throws with wrangler's words. A database that
 * this very set of migrations was applied to is left alone: asking wrangler takes seconds.
 */
export async function applyMigrations(
  stateFolder: string,
  configFile = path.join(repositoryRoot, "wrangler.toml"),
): Promise<void> {
  const folder = path.join(stateFolder, "edge");
  // Stands beside the database, so that both go together.
  const appliedFile = path.join(folder, "applied-migrations.json");
  const applied = await describeMigrations(configFile);
  if ((await readJsonIfPresent(appliedFile)) === applied) return;
  const run = await runTool(
    "wrangler",
    [
      "d1",
      "migrations",
      "apply",
      "framefleet",
      "--config",
      configFile,
      "--local",
      "--env",
      "",
      "--persist-to",
      folder,
    ],
    { environment: { ...edgeEnvironment(stateFolder), CI: "1" } },
  );
  const words = `${run.standardOutput}${run.standardError}`;
  await appendFile(path.join(stateFolder, "logs/migrations.log"), words);
  if (run.exitCode !== 0) throw new Error(`the migrations could not be applied:\n${words}`);
  await writePrivateJson(appliedFile, applied);
}

/** A digest of the configuration, which names the database, and of all migrations. */
async function describeMigrations(configFile: string): Promise<string> {
  const folder = path.join(repositoryRoot, "migrations");
  const files = (await readdir(folder)).filter((name) => name.endsWith(".sql")).toSorted();
  const digest = createHash("sha256").update(await readFile(configFile));
  for (const name of files) {
    digest.update(`\0${name}\0`).update(await readFile(path.join(folder, name)));
  }
  return digest.digest("hex");
}
