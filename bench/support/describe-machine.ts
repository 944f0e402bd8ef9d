import { readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import path from "node:path";
import { z } from "zod";
import { repositoryRoot } from "../../scripts/house/run-tool.ts";

const Manifest = z.object({ version: z.string() });

/** What the figures depend on: processors, what else runs on them, and the versions that ran. */
export function describeMachine(packages: readonly string[]): string {
  const processors = cpus();
  return [
    `machine: ${processors.length} × ${processors[0]?.model ?? "unknown processor"}`,
    `load average ${loadavg()[0]?.toFixed(2)}, Node.js ${process.version}`,
    ...packages.map((name) => `${name} ${versionOf(name)}`),
  ].join(", ");
}

function versionOf(name: string): string {
  const file = path.join(repositoryRoot, "node_modules", name, "package.json");
  return Manifest.parse(JSON.parse(readFileSync(file, "utf8"))).version;
}
