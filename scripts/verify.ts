import { checkBindings } from "./house/check-bindings.ts";
import { checkBoundaries } from "./house/check-boundaries.ts";
import { checkBundle } from "./house/check-bundle.ts";
import { checkPages } from "./house/check-pages.ts";
import { checkTool } from "./house/check-tool.ts";
import type { Check } from "./house/check.ts";

/** Longest first, so that two at a time end together. */
const checks: Check[] = [
  { name: "types", run: () => checkTool("tsc", ["-b"]) },
  { name: "unused code", run: () => checkTool("knip", ["--no-progress"]) },
  { name: "bundle", run: checkBundle },
  { name: "bindings", run: () => checkBindings() },
  { name: "lint", run: () => checkTool("oxlint", []) },
  { name: "boundaries", run: () => checkBoundaries() },
  { name: "pages", run: checkPages },
  { name: "format", run: () => checkTool("oxfmt", ["--check"]) },
];

const atOnce = 2;
const failures: { name: string; output: string }[] = [];
const queue = checks.values();

async function workThroughQueue(): Promise<void> {
  for (const check of queue) {
    const started = performance.now();
    const { ok, note, output } = await check.run();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const figures = note === undefined ? "" : `  (${note})`;
    console.log(`${ok ? "ok  " : "FAIL"}  ${check.name.padEnd(12)} ${seconds} s${figures}`);
    if (!ok) failures.push({ name: check.name, output });
  }
}

const started = performance.now();
await Promise.all(Array.from({ length: atOnce }, workThroughQueue));
for (const { name, output } of failures) console.log(`\n── ${name}\n${output.trim()}`);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  failures.length === 0
    ? `\nAll ${checks.length} checks passed in ${seconds} s`
    : `\n${failures.length} of ${checks.length} checks failed in ${seconds} s`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
