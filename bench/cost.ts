import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Fleet } from "../scripts/local/start-fleet.ts";
import { stopSignal } from "../scripts/local/stop-signal.ts";
import { collect, describeKinds, type JobKind, uploadTemplate } from "./cost/jobs.ts";
import { PRICES, PRICES_READ_ON } from "./cost/prices.ts";
import {
  type Amounts,
  amountsBetween,
  callsBetween,
  dearestStatements,
  type Line,
  readCounters,
  repeatedPuts,
} from "./cost/read-counts.ts";
import { startCountedFleet } from "./cost/start-counted-fleet.ts";
import { describeMachine } from "./support/describe-machine.ts";
import { waitUntilQuiet } from "./support/process-load.ts";
import { readStates } from "./cost/read-states.ts";
import { round } from "./support/statistics.ts";

/** Counts what jobs of each kind use of the platform, and prices a million of them; see README.md. */

const GOAL_DOLLARS = 60;
const JOB_LIMIT_SECONDS = 240;
const IDLE_SECONDS = 60;

const { values } = parseArgs({
  options: {
    detail: { type: "boolean", default: false },
    /** The name of one kind; nothing else is measured then. */
    only: { type: "string", default: "" },
  },
});

type Cost = { kind: JobKind; amounts: Amounts; repeated: string[] };

const stopping = stopSignal();
const stateFolder = await mkdtemp(path.join(tmpdir(), "framefleet-cost-"));
try {
  console.log(describeMachine(["workerd", "wrangler", "miniflare"]));
  const fleet = await startCountedFleet(stateFolder, stopping);
  try {
    const isDone = (jobId: string) => readStates(stateFolder).get(jobId) === "completed";
    const all = describeKinds(await uploadTemplate(fleet.deployment, isDone));
    const kinds = all.filter(({ name }) => values.only === "" || name === values.only);
    const costs: Cost[] = [];
    for (const kind of kinds) costs.push(await measure(fleet, kind));
    report(costs, values.only === "" ? await measureIdle(fleet) : null);
  } finally {
    await fleet.stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
await rm(stateFolder, { recursive: true, force: true });
process.exit();

async function measure(fleet: Fleet, kind: JobKind): Promise<Cost> {
  const group = fleet.edge.processId() ?? 0;
  // What is compiled and read once for each isolate is no job's.
  await doOnce(fleet, kind);
  await waitUntilQuiet(group);
  const before = await readCounters(fleet);
  for (let turn = 0; turn < kind.rounds; turn += 1) await doOnce(fleet, kind);
  await waitUntilQuiet(group);
  const after = await readCounters(fleet);
  if (values.detail) {
    console.log(`\n${kind.name}, ${kind.rounds} times ${kind.jobs}:`);
    for (const [name, times] of callsBetween(before, after)) console.log(`  ${times} ${name}`);
    for (const one of dearestStatements(before, after, 60)) {
      const { times, rowsRead, rowsReturned, rowsWritten, sql } = one;
      const figures = `${times} times, read ${rowsRead} for ${rowsReturned}, wrote ${rowsWritten}`;
      console.log(`  ${figures}: ${sql.slice(0, 160)}`);
    }
  }
  return {
    kind,
    amounts: amountsBetween(before, after, kind.rounds * kind.jobs),
    repeated: repeatedPuts(before, after),
  };
}

async function doOnce({ deployment }: Fleet, kind: JobKind): Promise<void> {
  const jobIds = await kind.submit(deployment);
  await waitForEnd(jobIds);
  for (const jobId of jobIds) await collect(deployment, jobId);
}

/** Looks into the database from outside: asking the edge would be counted. */
async function waitForEnd(jobIds: readonly string[]): Promise<void> {
  const end = performance.now() + JOB_LIMIT_SECONDS * 1000;
  for (;;) {
    const states = readStates(stateFolder);
    if (jobIds.every((id) => /completed|failed|cancelled/.test(states.get(id) ?? ""))) return;
    if (performance.now() > end) throw new Error(`${jobIds.join(", ")} did not end`);
    await sleep(250, null, { signal: stopping });
  }
}

/** What one agent that has nothing to do uses in a month, and the sweep beside it. */
async function measureIdle(fleet: Fleet): Promise<{ node: number; sweep: number }> {
  const before = await readCounters(fleet);
  await sleep(IDLE_SECONDS * 1000, null, { signal: stopping });
  const after = await readCounters(fleet);
  const perMonth = (30 * 24 * 3600) / IDLE_SECONDS;
  const node = dollarsOf(amountsBetween(before, after, 1), ["processorMilliseconds"]) * perMonth;
  const swept = { ...after, operations: { ...after.operations, work: after.operations.sweep } };
  const unswept = {
    ...before,
    operations: { ...before.operations, work: before.operations.sweep },
  };
  const sweep = dollarsOf(amountsBetween(unswept, swept, 1), ["processorMilliseconds"]) * perMonth;
  return { node: node / 1e6, sweep: sweep / 1e6 };
}

/** Dollars for a million times these amounts. */
function dollarsOf(amounts: Amounts, without: readonly Line[] = []): number {
  const lines = (Object.keys(PRICES) as Line[]).filter((line) => !without.includes(line));
  return lines.reduce((sum, line) => sum + amounts[line] * PRICES[line].dollarsPerMillion, 0);
}

function report(costs: readonly Cost[], idle: { node: number; sweep: number } | null): void {
  console.log(`\nPrices of ${PRICES_READ_ON}, beyond what the plan includes.`);
  for (const { kind, amounts } of costs) {
    console.log(`\n${kind.name} (${kind.what})`);
    console.log("  each job   a million  share  line");
    const total = dollarsOf(amounts);
    const lines = (Object.keys(PRICES) as Line[]).toSorted(
      (a, b) => amounts[b] * PRICES[b].dollarsPerMillion - amounts[a] * PRICES[a].dollarsPerMillion,
    );
    for (const line of lines) {
      const dollars = amounts[line] * PRICES[line].dollarsPerMillion;
      const columns = [
        round(amounts[line], 2).toString().padStart(10),
        `$${dollars.toFixed(2)}`.padStart(10),
        `${Math.round((100 * dollars) / total)} %`.padStart(6),
      ];
      console.log(`${columns.join(" ")}  ${line}: ${PRICES[line].what}`);
    }
    console.log(`${" ".repeat(11)}${`$${total.toFixed(2)}`.padStart(10)}  for a million jobs`);
    console.log(`  ${lines[0]} dominates`);
  }
  if (idle) {
    const [node, swept] = [idle.node.toFixed(3), idle.sweep.toFixed(3)];
    console.log(`\nbeside the jobs, a month: a node that waits $${node}, the sweep $${swept}`);
  }
  const repeated = costs.flatMap((cost) => cost.repeated);
  for (const key of repeated) console.log(`written more than once: ${key}`);
  const dear = costs.filter(({ kind, amounts }) => {
    return kind.tasks === 1 && dollarsOf(amounts) >= GOAL_DOLLARS;
  });
  const holds = costs.length > 0 && dear.length === 0 && repeated.length === 0;
  process.exitCode = holds ? 0 : 1;
  const dollarsPerMillion = Object.fromEntries(
    costs.map(({ kind, amounts }) => [kind.name, round(dollarsOf(amounts), 2)]),
  );
  console.log(JSON.stringify({ dollarsPerMillion, repeatedPuts: repeated.length, holds }));
}
