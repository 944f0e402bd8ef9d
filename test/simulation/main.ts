import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { runSeeds } from "./run-seeds.ts";
import { simulateSeed, type SeedResult } from "./simulate-seed.ts";

// Usage: npm run simulate -- --seeds 50 --jobs 1000 [--seed 1] [--print]
// `--seed` is the first one; `--print` shows every step of that seed alone.
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "5" },
    jobs: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    print: { type: "boolean", default: false },
  },
});
const first = readCount("--seed", values.seed, 0);
const jobs = readCount("--jobs", values.jobs, 1);
const seeds = Array.from(
  { length: readCount("--seeds", values.seeds, 1) },
  (_, index) => first + index,
);

if (values.print) {
  show(await simulateSeed({ seed: first, jobs, print: true }));
} else {
  const summary = await runSeeds({ seeds, jobs, threads: availableParallelism() }, show);
  console.log(JSON.stringify(summary));
  if (summary.violations > 0 || summary.unreached.length > 0) process.exitCode = 1;
}

function show(result: SeedResult): void {
  for (const { invariant, message, jobId, atSeconds, trace } of result.violations) {
    console.log(`\nseed ${result.seed}: invariant ${invariant} at ${atSeconds} s: ${message}`);
    if (jobId !== null) console.log([`job ${jobId}`, ...trace].join("\n"));
  }
  const outcome = result.violations.length === 0 ? "ok" : `${result.violations.length} violations`;
  console.log(
    `seed ${result.seed}: ${outcome}, ${result.faults} faults, ${result.steps} steps, ` +
      `${result.simulatedSeconds} simulated seconds, trace ${result.traceHash}`,
  );
}

function readCount(name: string, text: string, minimum: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= minimum) return value;
  throw new Error(`${name} takes a whole number of at least ${minimum}, not "${text}".`);
}
