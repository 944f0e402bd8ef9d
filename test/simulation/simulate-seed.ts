import { checkAtEnd, checkRecovery } from "./check-at-end.ts";
import type { FaultCounts } from "./faults.ts";
import { FeedListener } from "./feed-listener.ts";
import type { Plant } from "./plant.ts";
import { SimulatedClient } from "./simulated-client.ts";
import { SimulatedOperator } from "./simulated-operator.ts";
import { START } from "./timeline.ts";
import type { Violation } from "./violations.ts";
import { World } from "./world.ts";

const HOUR = 3_600_000;
const NODES = 8;
const ACCOUNTS = 3;
/** Mean time between two jobs: a little less than what the nodes can do. */
const ARRIVAL_MILLISECONDS = 2_400;
/** How long after the faults every job must have ended. */
const RECOVERY_MILLISECONDS = 2 * HOUR;
/** The longest that webhooks may take: all their attempts together. */
const DELIVERY_MILLISECONDS = 120 * HOUR;

export type SeedOptions = { seed: number; jobs: number; plant?: Plant; print?: boolean };

export type SeedResult = {
  seed: number;
  violations: Violation[];
  faults: number;
  counts: FaultCounts;
  /** Two runs of the same seed have the same. */
  traceHash: string;
  steps: number;
  simulatedSeconds: number;
};

/** Runs one seed: faults while jobs arrive, then calm, then every invariant in full. */
export async function simulateSeed(options: SeedOptions): Promise<SeedResult> {
  const { seed, jobs, plant = null, print = false } = options;
  const world = new World({ seed, plant, print });
  const { timeline, random, faults } = world;
  const operator = new SimulatedOperator(world);
  faults.active = false;
  let isReady = false;
  void operator.setUp({ accounts: ACCOUNTS, nodes: NODES }).then(() => {
    isReady = true;
  });
  await timeline.run(() => isReady, START + HOUR);
  faults.active = true;

  let open = jobs;
  let arrivesAt = timeline.now();
  for (let index = 0; index < jobs; index += 1) {
    if (!random.chance(0.1)) arrivesAt += random.integer(0, 2 * ARRIVAL_MILLISECONDS);
    timeline.at(arrivesAt, () => {
      const customer = random.pick(operator.customers);
      const stranger = operator.customers.find((other) => other !== customer) ?? customer;
      void new SimulatedClient(world, customer, stranger).run().then(() => {
        open -= 1;
      });
    });
  }
  for (const { accountId } of operator.customers) {
    void new FeedListener(world, `account:${accountId}`).listen();
  }
  let isSwept = false;
  operator.sweepEveryMinute(() => isSwept);
  operator.causeTrouble();

  await timeline.run(() => false, arrivesAt + 60_000);
  faults.active = false;
  void operator.restore();
  const isCalm = () => open === 0 && world.shadow.unfinishedJobIds().size === 0;
  await timeline.run(isCalm, timeline.now() + RECOVERY_MILLISECONDS);
  checkRecovery(world);
  // Whatever was still on its way arrives.
  await timeline.run(() => false, timeline.now() + 5 * 60_000);
  isSwept = true;
  world.isDeserted = true;
  for (const node of operator.nodes) node.leave();
  await finishDeliveries(world, operator, jobs);
  await finishOutputs(world, operator, jobs);
  checkAtEnd(world);
  world.database.close();
  return {
    seed,
    violations: world.violations.list,
    faults: faults.total,
    counts: faults.counts,
    traceHash: world.trace.hash(),
    steps: timeline.stepCount,
    simulatedSeconds: Math.round((timeline.now() - START) / 1000),
  };
}

/** Webhooks wait for hours and days: the sweep runs when the next one is due. */
async function finishDeliveries(
  world: World,
  operator: SimulatedOperator,
  jobs: number,
): Promise<void> {
  const { timeline } = world;
  const end = timeline.now() + DELIVERY_MILLISECONDS;
  for (let sweeps = 0; timeline.now() < end && sweeps < 200 + 2 * jobs; sweeps += 1) {
    const due = world.database.query(
      "SELECT MIN(next_attempt_at) AS due FROM webhook_deliveries WHERE state = 'pending'",
    )[0]?.["due"];
    if (typeof due !== "number") break;
    await timeline.run(() => false, Math.max(due, timeline.now()) + 1000);
    await sweepNow(world, operator);
    await timeline.run(() => false, timeline.now() + 90_000);
  }
}

/** What leases left behind is let go a while after they ended, some in every sweep. */
async function finishOutputs(
  world: World,
  operator: SimulatedOperator,
  jobs: number,
): Promise<void> {
  const { timeline } = world;
  await timeline.run(() => false, timeline.now() + 2 * HOUR);
  for (let sweeps = 0; sweeps < 5 + jobs / 20; sweeps += 1) {
    await sweepNow(world, operator);
    const [{ left } = { left: 0 }] = world.database.query(
      "SELECT (SELECT COUNT(*) FROM task_outputs) + (SELECT COUNT(*) FROM ended_leases) AS left",
    );
    if (left === 0) return;
  }
}

async function sweepNow(world: World, operator: SimulatedOperator): Promise<void> {
  let isOver = false;
  void operator.sweepOnce().then(() => {
    isOver = true;
  });
  await world.timeline.run(() => isOver, world.timeline.now() + HOUR);
}
