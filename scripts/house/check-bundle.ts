import { readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { CheckResult } from "./check.ts";
import { repositoryRoot, runTool } from "./run-tool.ts";

/** The platform's limit for a Worker, gzipped. */
const maximumBundleBytes = 3 * 1024 * 1024;

/**
 * Builds the Worker as a deployment would, holds its gzipped size under the limit, and starts it in
 * workerd. The environments differ in bindings alone, so one bundle stands for both.
 */
export async function checkBundle(): Promise<CheckResult> {
  const folder = path.join(repositoryRoot, "dist/worker");
  const upload = path.join(folder, "worker.bundle");
  const build = await runTool("wrangler", [
    "deploy",
    "--dry-run",
    "--env=production",
    `--outdir=${folder}`,
    `--outfile=${upload}`,
  ]);
  if (build.exitCode !== 0) {
    return { ok: false, output: `${build.standardOutput}${build.standardError}` };
  }
  const sizeBytes = gzipSync(await readFile(path.join(folder, "index.js"))).length;
  if (sizeBytes >= maximumBundleBytes) {
    const output = `the Worker has ${sizeBytes} bytes gzipped, over ${maximumBundleBytes}`;
    return { ok: false, output };
  }
  const startup = await runTool("wrangler", [
    "check",
    "startup",
    "--env=production",
    `--worker=${upload}`,
    `--outfile=${path.join(folder, "startup.cpuprofile")}`,
  ]);
  const words = `${startup.standardOutput}${startup.standardError}`;
  const active = /Active: ([\d.]+) ms/.exec(words)?.[1];
  return {
    ok: startup.exitCode === 0 && active !== undefined,
    note: `${Math.ceil(sizeBytes / 1024)} KiB gzipped, starts in ${active} ms`,
    output: words,
  };
}
