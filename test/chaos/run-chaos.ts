import { setTimeout as sleep } from "node:timers/promises";
import { createAccount, createKey } from "../../scripts/local/call-operator.ts";
import { findFreePort } from "../../scripts/local/require-free-port.ts";
import { startFleet } from "../../scripts/local/start-fleet.ts";
import { stopSignal } from "../../scripts/local/stop-signal.ts";
import { SeededRandom } from "../simulation/seeded-random.ts";
import { startChaosNode, waitForNodes } from "./chaos-node.ts";
import { FaultLog } from "./fault-log.ts";
import { FaultPlan, type ChaosNode } from "./fault-plan.ts";
import { FaultyProxy } from "./faulty-proxy.ts";
import { FeedAudience } from "./feed-audience.ts";
import {
  findDoubledRows,
  judgeJobs,
  measureLedgerDrift,
  readJobIds,
  readNodeNames,
} from "./judge.ts";
import { measureRecoveries, type Recovery } from "./recovery.ts";
import { findDoubledWebhooks, startReceiver } from "./webhook-judge.ts";
import { type Work, workUntil } from "./workload.ts";

export type ChaosOptions = {
  /** How long faults are thrown. */
  seconds: number;
  seed: number;
  leaseSeconds: number;
  stateFolder: string;
};

/** Every text says what is wrong. */
export type Verdict = {
  lost: string[];
  doubled: string[];
  feedFaults: string[];
  ledgerDrift: number;
  recoveries: Recovery[];
};

export type ChaosResult = {
  log: FaultLog;
  verdict: Verdict;
  jobs: number;
  feeds: number;
  reconnections: number;
};

const NODES = 3;
/** Pieces of work under way at once. */
const WORKERS = 3;
/** How long everything may take to end once the last fault did. */
const CALM_SECONDS = 240;
/** And how long listeners may take to hear of it. */
const HEARD_SECONDS = 75;
const PRICES = {
  renderVideoTokensPerSecond: 2,
  worldModelTokensPerSecond: 3,
  narrativeTokensPerScene: 5,
  videoJobsRunning: 8,
};

/** Runs the fleet under faults and judges what became of every job. Leaves no process behind. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { stateFolder, leaseSeconds } = options;
  const random = new SeededRandom(options.seed);
  const stopping = stopSignal();
  const stops: (() => unknown)[] = [];
  try {
    const edgeVariables = { LEASE_SECONDS: String(leaseSeconds) };
    const port = await findFreePort();
    const fleet = await startFleet({ port, nodes: 0, stateFolder, edgeVariables }, stopping);
    stops.push(fleet.stop);
    const { origin, operatorToken } = fleet.deployment;
    const access = { origin, operatorToken };
    const balances = { tokens: 1_000_000, milliseconds: 3_600_000_000 };
    const account = await createAccount(access, "chaos", balances, PRICES);
    const { apiKey } = await createKey(access, account.id, "chaos");
    const receiver = await startReceiver();
    stops.push(receiver.close);

    const log = new FaultLog();
    const plan = new FaultPlan(log, random);
    const nodes: ChaosNode[] = [];
    for (let number = 1; number <= NODES; number += 1) {
      const node = await startChaosNode(plan, { stateFolder, number, access });
      stops.push(
        () => node.proxy.close(),
        () => node.agent.stop(),
      );
      nodes.push(node);
    }
    const listeners = await FaultyProxy.start(origin);
    stops.push(() => listeners.close());
    const audience = new FeedAudience(listeners.origin, apiKey);
    stops.push(() => audience.close());
    audience.follow("/api/v2/events");
    await waitForNodes(stateFolder, NODES, stopping);

    const accepted = new Set<string>();
    const work: Work = {
      origin,
      apiKey,
      hook: `${receiver.origin}/hook`,
      accepted(jobId) {
        accepted.add(jobId);
        audience.follow(`/api/v2/jobs/${jobId}/events`);
      },
      batched: (batchId) => audience.follow(`/api/v2/batches/${batchId}/events`),
    };
    const calm = new AbortController();
    const signal = AbortSignal.any([calm.signal, stopping]);
    const throwing = plan.run({ origin, edge: fleet.edge, nodes, listeners, leaseSeconds }, signal);
    const working = workUntil(work, WORKERS, signal);
    working.catch(() => undefined);
    await sleep(options.seconds * 1000, null, { signal: stopping });
    calm.abort();
    await throwing;
    console.error(`${accepted.size} jobs accepted; faults have ended, everything must end now`);
    const given = sleep(CALM_SECONDS * 1000, null, { signal: stopping });
    await Promise.race([working, given]);

    const jobIds = new Set([...accepted, ...readJobIds(stateFolder, account.id)]);
    const found = await judgeJobs(work, [...jobIds]);
    const unheard = await audience.findUnheard(work, HEARD_SECONDS);
    const lives = new Map(
      [...readNodeNames(stateFolder)].flatMap(([nodeId, name]) => {
        const node = nodes[Number(name.replace("node-", "")) - 1];
        return node ? [[nodeId, node.life] as const] : [];
      }),
    );
    const verdict: Verdict = {
      lost: found.lost,
      recoveries: measureRecoveries(log, found.taskEvents, lives),
      doubled: [
        ...found.doubled,
        ...findDoubledRows(stateFolder),
        ...findDoubledWebhooks(receiver),
        ...[...jobIds].filter((id) => !accepted.has(id)).map((id) => `${id} was made unasked`),
      ],
      feedFaults: [...found.feedFaults, ...audience.faults, ...unheard],
      ledgerDrift: measureLedgerDrift(stateFolder),
    };
    const { size: feeds, reconnections } = audience;
    return { log, verdict, jobs: jobIds.size, feeds, reconnections };
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}
