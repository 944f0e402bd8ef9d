import { appendFile } from "node:fs/promises";
import path from "node:path";
import { repositoryRoot, runTool } from "../house/run-tool.ts";
import { edgeEnvironment } from "./start-edge.ts";

/** Brings the local database to the newest migration. Throws with wrangler's words. */
export async function applyMigrations(
  stateFolder: string,
  configFile = path.join(repositoryRoot, "wrangler.toml"),
): Promise<void> {
  const folder = path.join(stateFolder, "edge");
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
}
