import { existsSync } from "node:fs";
import { glob } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { CheckResult } from "./check.ts";
import { repositoryRoot, runTool } from "./run-tool.ts";

const Report = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({
    totalDependenciesCruised: z.number().optional(),
    violations: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        rule: z.object({ name: z.string(), severity: z.string() }),
      }),
    ),
  }),
});

const folders = ["contracts", "edge", "gpu-node", "scripts", "bench", "test"];

/**
 * Checks the imports of a tree against .dependency-cruiser.cjs.
 * Also fails when a source file was not read, or when no import was read at all: a check that
 * reads nothing finds nothing.
 * @param directory the tree to check; its folders are named as in this repository
 */
export async function checkBoundaries(directory: string = repositoryRoot): Promise<CheckResult> {
  const present = folders.filter((folder) => existsSync(path.join(directory, folder)));
  const config = path.join(repositoryRoot, ".dependency-cruiser.cjs");
  const run = await runTool(
    "depcruise",
    ["--config", config, "--output-type", "json", ...present],
    { directory },
  );
  const parsed = Report.safeParse(parseJson(run.standardOutput));
  if (!parsed.success) return { ok: false, output: run.standardError || run.standardOutput };

  const { modules, summary } = parsed.data;
  const read = new Set(modules.map((module) => module.source));
  const unread: string[] = [];
  const patterns = present.map((folder) => `${folder}/**/*.{ts,tsx}`);
  for await (const file of glob(patterns, { cwd: directory })) {
    const ignored = file.includes("node_modules/") || file.startsWith("test/fixtures/");
    if (!ignored && !file.endsWith(".d.ts") && !read.has(file)) unread.push(file);
  }
  const problems = [
    ...summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
    ...unread.map((file) => `not read: ${file}`),
  ];
  const imports = summary.totalDependenciesCruised ?? 0;
  if (imports === 0) problems.push("no import was read: is the swc parser installed?");
  return {
    ok: problems.length === 0,
    note: `${modules.length} modules, ${imports} imports`,
    output: problems.join("\n"),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
