import { parseArgs } from "node:util";
import { stopSignal } from "../scripts/local/stop-signal.ts";
import { startBenchNode } from "./support/bench-node.ts";
import { describeMachine } from "./support/describe-machine.ts";
import { measureLeases, type LeaseTimes } from "./support/measure-leases.ts";
import { runLoad, type Round } from "./support/run-load.ts";
import { startDeployments, type Deployments } from "./support/start-deployments.ts";
import { median, quantile, round, spread } from "./support/statistics.ts";

/** Measures the submit path and the way to the lease against a bare Worker; see README.md. */

const minimumThroughputRatio = 0.5;
const maximumLeaseMilliseconds = 100;

const { values: options } = parseArgs({
  options: { quick: { type: "boolean", default: false }, rounds: { type: "string", default: "5" } },
});
const plan = options.quick
  ? { rounds: 1, leaseSamples: 3, warmUp: 10, levels: [level(1, 5), level(8, 16)] }
  : {
      rounds: Number(options.rounds),
      leaseSamples: 40,
      warmUp: 200,
      levels: [level(1, 100), level(8, 300), level(32, 600)],
    };
const body = {
  prompt: "A sunset over the mountains, waves rolling in, seen from a slowly rising camera",
  resolution: "720p",
  duration: 6,
  format: "mp4",
};

type Level = ReturnType<typeof level>;
type Sides = { framefleet: Round[]; bare: Round[] };

function level(concurrency: number, requests: number) {
  return { concurrency, requests };
}

const stopping = stopSignal();
let deployments: Deployments | null = null;
try {
  console.log(describeMachine(["workerd", "wrangler", "miniflare"]));
  console.log(`body: ${JSON.stringify(body)}`);
  console.log(`${plan.rounds} rounds a side, in turn; each starts when the Worker rests\n`);
  deployments = await startDeployments(stopping);
  const leases = await timeLeases(deployments);
  const levels = await measureSubmissions(deployments);
  report(leases, levels);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
await deployments?.stop();
process.exit();

/** First, while nothing waits: a node that is idle must stay so between two jobs. */
async function timeLeases({ framefleet, access }: Deployments): Promise<LeaseTimes> {
  const node = await startBenchNode(access, stopping);
  await measureLeases(framefleet, node, { samples: 5, body });
  const times = await measureLeases(framefleet, node, { samples: plan.leaseSamples, body });
  await node.close();
  return times;
}

async function measureSubmissions({ framefleet, bare }: Deployments): Promise<Map<Level, Sides>> {
  for (const target of [framefleet, bare]) {
    await runLoad(target, { requests: plan.warmUp, concurrency: 4, body });
  }
  const found = new Map<Level, Sides>();
  for (const current of plan.levels) {
    const sides: Sides = { framefleet: [], bare: [] };
    for (let number = 0; number < plan.rounds; number += 1) {
      stopping.throwIfAborted();
      sides.framefleet.push(await runLoad(framefleet, { ...current, body }));
      sides.bare.push(await runLoad(bare, { ...current, body }));
    }
    found.set(current, sides);
    printLevel(current, sides);
  }
  return found;
}

function printLevel({ concurrency, requests }: Level, sides: Sides): void {
  console.log(`concurrency ${concurrency}, ${requests} requests a round`);
  for (const name of ["framefleet", "bare"] as const) {
    const rounds = sides[name];
    const rates = rounds.map((one) => one.requestsPerSecond);
    const latencies = rounds.flatMap((one) => one.latenciesMilliseconds);
    console.log(
      [
        `  ${name.padEnd(10)}`,
        `${median(rates).toFixed(0).padStart(5)} requests/s (± ${percent(spread(rates) / 2)})`,
        `p50 ${median(latencies).toFixed(1)} ms`,
        `p95 ${quantile(latencies, 0.95).toFixed(1)} ms`,
        `processor ${median(rounds.map((one) => one.processorMilliseconds)).toFixed(1)} ms each`,
      ].join("  "),
    );
  }
  console.log(`  throughput ratio ${ratioOf(sides).toFixed(2)}`);
}

/** The median of the ratios of neighbouring rounds: what disturbs both sides falls out. */
function ratioOf({ framefleet, bare }: Sides): number {
  return median(
    framefleet.map((one, index) => one.requestsPerSecond / (bare[index]?.requestsPerSecond ?? 0)),
  );
}

function report(leases: LeaseTimes, levels: Map<Level, Sides>): void {
  console.log(`\nsubmit to lease, one idle node, ${leases.leased.length} samples`);
  for (const [name, times] of Object.entries(leases)) {
    console.log(
      `  ${name.padEnd(9)} p50 ${median(times).toFixed(1)} ms  p95 ${quantile(times, 0.95).toFixed(1)} ms`,
    );
  }
  const throughputRatio = Math.min(...[...levels.values()].map(ratioOf));
  const single = levels.get(plan.levels[0] as Level) as Sides;
  const submitToLease = median(leases.leased);
  const holds =
    throughputRatio >= minimumThroughputRatio && submitToLease < maximumLeaseMilliseconds;
  console.log(
    `\ngoals: lowest throughput ratio ≥ ${minimumThroughputRatio}, ` +
      `median submit to lease < ${maximumLeaseMilliseconds} ms`,
  );
  const medianOf = (rounds: Round[]) => median(rounds.flatMap((one) => one.latenciesMilliseconds));
  console.log(
    JSON.stringify({
      throughputRatio: round(throughputRatio, 3),
      submitP50Milliseconds: round(medianOf(single.framefleet)),
      bareP50Milliseconds: round(medianOf(single.bare)),
      submitToLeaseP50Milliseconds: round(submitToLease),
      holds,
    }),
  );
  process.exitCode = holds ? 0 : 1;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
