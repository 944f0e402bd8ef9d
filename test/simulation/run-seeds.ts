import { Worker } from "node:worker_threads";
import type { FaultCounts } from "./faults.ts";
import { findUnreached } from "./find-unreached.ts";
import type { SeedResult } from "./simulate-seed.ts";

export type SeedsSummary = {
  seeds: number;
  jobs: number;
  faults: number;
  violations: number;
  /** Processor time of all threads. */
  cpuMillisecondsPerJob: number;
  /** Combinations of fault and state that are possible and that no seed met. */
  unreached: string[];
};

/** Most of what a step makes is garbage at once: with room for it, it seldom has to be looked through. */
const resourceLimits = { maxYoungGenerationSizeMb: 96 };

/** Runs seeds on several threads; `onResult` hears of each as it ends. */
export async function runSeeds(
  options: { seeds: readonly number[]; jobs: number; threads: number },
  onResult: (result: SeedResult) => void,
): Promise<SeedsSummary> {
  const cpuBefore = process.cpuUsage();
  const queue = options.seeds.values();
  const summary = { seeds: 0, jobs: 0, faults: 0, violations: 0 };
  const counts: FaultCounts = {};
  await Promise.all(
    Array.from({ length: Math.min(options.threads, options.seeds.length) }, async () => {
      const worker = new Worker(new URL("./seed-worker.ts", import.meta.url), { resourceLimits });
      try {
        for (const seed of queue) {
          const result = await askWorker(worker, { seed, jobs: options.jobs });
          summary.seeds += 1;
          summary.jobs += options.jobs;
          summary.faults += result.faults;
          summary.violations += result.violations.length;
          for (const [name, count] of Object.entries(result.counts)) {
            counts[name] = (counts[name] ?? 0) + count;
          }
          onResult(result);
        }
      } finally {
        await worker.terminate();
      }
    }),
  );
  const { user, system } = process.cpuUsage(cpuBefore);
  const cpuMillisecondsPerJob = Math.round((user + system) / 100 / summary.jobs) / 10;
  return { ...summary, cpuMillisecondsPerJob, unreached: findUnreached(counts) };
}

function askWorker(worker: Worker, request: { seed: number; jobs: number }): Promise<SeedResult> {
  return new Promise((resolve, reject) => {
    worker.once("message", (result: SeedResult) => {
      worker.off("error", reject);
      resolve(result);
    });
    worker.once("error", reject);
    worker.postMessage(request);
  });
}
