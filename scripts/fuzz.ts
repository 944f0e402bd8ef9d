import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { repositoryRoot } from "./house/run-tool.ts";

/** What the run's one test leaves in vitest's report. */
const Result = z.object({
  requests: z.int(),
  serverErrors: z.int(),
  wrongShapes: z.int(),
  created: z.int(),
  hangs: z.int(),
});
const Report = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(z.object({ meta: z.object({ fuzz: Result.optional() }) })),
    }),
  ),
});

/**
 * `npm run fuzz -- --requests 5000 [--seed 1]` sends that many generated bad requests to every API
 * and ends with one line of JSON: how many were sent, and how many were answered wrongly.
 * Exits with 1 when any was, and when fewer were sent.
 */
const { values } = parseArgs({
  options: { requests: { type: "string", default: "5000" }, seed: { type: "string", default: "" } },
});
const wanted = Number(values.requests);
if (!Number.isInteger(wanted) || wanted < 1) {
  throw new Error(`--requests takes a whole number from 1, not "${values.requests}"`);
}
const folder = await mkdtemp(path.join(tmpdir(), "framefleet-fuzz-"));
const reportFile = path.join(folder, "report.json");
const exitCode = await runVitest();
const result = await readResult();
await rm(folder, { recursive: true, force: true });
const wrong = result.serverErrors + result.wrongShapes + result.created + result.hangs;
const isGood = exitCode === 0 && wrong === 0 && result.requests === wanted;
process.exitCode = isGood ? 0 : 1;
console.log(JSON.stringify(result));

function runVitest(): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      path.join(repositoryRoot, "node_modules/vitest/vitest.mjs"),
      "run",
      "--project=conformance",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${reportFile}`,
      "test/conformance/fuzz.test.ts",
    ],
    {
      cwd: repositoryRoot,
      // The last line of standard output is the result's alone.
      stdio: ["ignore", 2, 2],
      env: {
        ...process.env,
        FUZZ_REQUESTS: String(wanted),
        FUZZ_SEED: values.seed,
        WRANGLER_SEND_METRICS: "false",
      },
    },
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on("error", () => resolve(127));
    child.on("close", (code) => resolve(code ?? 1));
  });
}

async function readResult(): Promise<z.infer<typeof Result>> {
  const nothing = { requests: 0, serverErrors: 0, wrongShapes: 0, created: 0, hangs: 0 };
  try {
    const report = Report.parse(JSON.parse(await readFile(reportFile, "utf8")));
    const cases = report.testResults.flatMap(({ assertionResults }) => assertionResults);
    return cases.flatMap(({ meta }) => meta.fuzz ?? [])[0] ?? nothing;
  } catch {
    return nothing;
  }
}
