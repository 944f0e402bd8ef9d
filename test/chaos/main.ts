import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { quantile, round } from "../../bench/support/statistics.ts";
import { runChaos, type ChaosResult } from "./run-chaos.ts";
import { STEPS } from "./steps.ts";

// Usage: npm run chaos -- --seconds 120 [--seed 1] [--lease 8] [--keep]
// The real edge and three real agents under jobs of all dialects, while everything between and
// around them fails. Ends with one line of JSON, and with 1 when a promise was broken.
const GRACE_SECONDS = 15;
const EVERY_STEP_FROM_SECONDS = 120;

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "120" },
    seed: { type: "string", default: "1" },
    lease: { type: "string", default: "8" },
    keep: { type: "boolean", default: false },
  },
});
const seconds = readNumber("--seconds", values.seconds);
const leaseSeconds = readNumber("--lease", values.lease);
const limitSeconds = leaseSeconds + GRACE_SECONDS;
const stateFolder = await mkdtemp(path.join(tmpdir(), "framefleet-chaos-"));
try {
  const seed = readNumber("--seed", values.seed);
  report(await runChaos({ seconds, seed, leaseSeconds, stateFolder }));
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  if (values.keep) console.error(`state and logs: ${stateFolder}`);
  else await rm(stateFolder, { recursive: true, force: true });
}
process.exit();

function report({ log, verdict, jobs, feeds, reconnections }: ChaosResult): void {
  console.log("kills at each step");
  for (const step of STEPS) console.log(`  ${step.padEnd(18)}${log.killsAt(step)}`);
  const others = [...log.others].map(([fault, times]) => `${fault} ${times}`);
  console.log(`other faults: ${others.join(", ") || "none"}`);
  console.log(
    `jobs: ${jobs}; feeds followed: ${feeds}, listeners came back ${reconnections} times`,
  );
  const { lost, doubled, feedFaults, recoveries, ledgerDrift } = verdict;
  const showAll = (name: string, faults: readonly string[]) => {
    for (const fault of faults) console.log(`${name}: ${fault}`);
  };
  showAll("lost", lost);
  showAll("doubled", doubled);
  showAll("feed", feedFaults);
  for (const { blow, seconds: took, waitedSeconds } of recoveries) {
    if (took <= limitSeconds) continue;
    const told = `${blow.fault}, task ${blow.taskId} epoch ${blow.epoch} of ${blow.jobId}`;
    console.log(`slow: ${told}: ${round(took)} s, ${round(waitedSeconds)} s with full nodes`);
  }
  const missed = STEPS.filter((step) => log.killsAt(step) === 0);
  const misses = seconds >= EVERY_STEP_FROM_SECONDS ? missed : [];
  showAll("no kill at", misses);
  const recoverySeconds = recoveries.map(({ seconds: took }) => took);
  const waits = recoveries.map(({ waitedSeconds }) => waitedSeconds);
  const p99 = quantile(recoverySeconds, 0.99);
  console.log(
    `recovery of ${recoveries.length} tasks: p50 ${round(quantile(recoverySeconds, 0.5))} s, ` +
      `p99 ${round(p99)} s, limit ${limitSeconds} s; with the time in which every node was busy ` +
      `or away: p50 ${round(quantile(waits, 0.5))} s, p99 ${round(quantile(waits, 0.99))} s`,
  );
  const kills = STEPS.reduce((sum, step) => sum + log.killsAt(step), 0);
  const isGood =
    lost.length + doubled.length + feedFaults.length + misses.length === 0 &&
    ledgerDrift === 0 &&
    jobs > 0 &&
    !(p99 > limitSeconds);
  process.exitCode = isGood ? 0 : 1;
  const recoveryP99Seconds = Number.isNaN(p99) ? null : round(p99);
  console.log(
    JSON.stringify({
      jobs,
      lost: lost.length,
      doubled: doubled.length,
      ledgerDrift,
      recoveryP99Seconds,
      kills,
    }),
  );
}

function readNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new Error(`${name} takes a number, not "${text}"`);
}
