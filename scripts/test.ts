import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { countTests, type TestCount } from "./house/count-tests.ts";
import { repositoryRoot } from "./house/run-tool.ts";
import { refreshPages } from "./pages/bundle-pages.ts";

await refreshPages();
const folder = await mkdtemp(path.join(tmpdir(), "framefleet-test-"));
const reportFile = path.join(folder, "report.json");
const exitCode = await runVitest();
const count = await readCount();
await rm(folder, { recursive: true, force: true });

// An error outside any test, or a run without tests, is a failure that the report does not count.
if (count.failed === 0 && (exitCode !== 0 || count.passed === 0)) count.failed = 1;
process.exitCode = count.failed === 0 ? 0 : exitCode || 1;
console.log(`${count.passed} passed, ${count.failed} failed`);

function runVitest(): Promise<number> {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
  const vitest = path.join(repositoryRoot, "node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", ...reporters, ...process.argv.slice(2)], {
    cwd: repositoryRoot,
    stdio: "inherit",
    env: { ...process.env, WRANGLER_SEND_METRICS: "false" },
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on("error", () => resolve(127));
    child.on("close", (code) => resolve(code ?? 1));
  });
}

async function readCount(): Promise<TestCount> {
  try {
    return countTests(JSON.parse(await readFile(reportFile, "utf8")));
  } catch {
    return { passed: 0, failed: 0 };
  }
}
