import { readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { CheckResult } from "./check.ts";
import { repositoryRoot, runTool } from "./run-tool.ts";

/** The platform's limit for a Worker, gzipped. */
const maximumBundleBytes = 3 * 1024 * 1024;

/** Builds the Worker as a deployment would and holds its gzipped size under the limit. */
export async function checkBundle(): Promise<CheckResult> {
  const folder = path.join(repositoryRoot, "dist/worker");
  const build = await runTool("wrangler", [
    "deploy",
    "--dry-run",
    "--env",
    "production",
    "--outdir",
    folder,
  ]);
  if (build.exitCode !== 0) {
    return { ok: false, output: `${build.standardOutput}${build.standardError}` };
  }
  const sizeBytes = gzipSync(await readFile(path.join(folder, "index.js"))).length;
  const ok = sizeBytes < maximumBundleBytes;
  return {
    ok,
    note: `${Math.ceil(sizeBytes / 1024)} KiB gzipped`,
    output: ok ? "" : `the Worker has ${sizeBytes} bytes gzipped, over ${maximumBundleBytes}`,
  };
}
