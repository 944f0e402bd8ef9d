import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { findFreePort } from "../scripts/local/require-free-port.ts";
import { startFleet } from "../scripts/local/start-fleet.ts";
import { stopSignal } from "../scripts/local/stop-signal.ts";
import { describeMachine } from "./support/describe-machine.ts";
import { RECEIVER_KINDS, startReceiver, WORKING_KINDS } from "./support/hostile-receivers.ts";
import { EVENTS_PER_JOB, WebhookCustomer } from "./support/webhook-customer.ts";

/** Shows what becomes of events at receivers of every hostile kind; see README.md. */

const CALLS_AT_ONCE = 6;
const LOOK_MILLISECONDS = 2000;
const FULL = { events: "5000", factor: "0.0003" };
const QUICK = { events: "27", factor: "0.0001" };

const { values } = parseArgs({
  options: {
    events: { type: "string" },
    factor: { type: "string" },
    minutes: { type: "string", default: "30" },
    quick: { type: "boolean", default: false },
  },
});
const plan = z
  .object({
    events: z.coerce.number().int().min(1).max(90_000),
    /** What the times of webhooks are multiplied with. */
    factor: z.coerce.number().positive().max(1),
    /** After so long what still waits counts as unmarked. */
    minutes: z.coerce.number().positive(),
  })
  .parse({ ...(values.quick ? QUICK : FULL), ...values });

const stopping = stopSignal();
const stateFolder = await mkdtemp(path.join(tmpdir(), "framefleet-bench-"));
const receivers = await Promise.all(RECEIVER_KINDS.map(startReceiver));
try {
  console.log(describeMachine(["workerd", "wrangler", "miniflare", "standardwebhooks"]));
  const port = await findFreePort();
  const edgeVariables = { WEBHOOK_TIME_FACTOR: String(plan.factor) };
  const fleet = await startFleet({ port, nodes: 0, stateFolder, edgeVariables }, stopping);
  try {
    const { deployment } = fleet;
    const customers: WebhookCustomer[] = [];
    for (const receiver of receivers) {
      customers.push(await WebhookCustomer.create(deployment, receiver));
    }
    await makeEvents(customers);
    await waitForEnd(customers, `${deployment.origin}/cdn-cgi/local/scheduled?cron=*+*+*+*+*`);
    await report(customers);
  } finally {
    await fleet.stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
for (const receiver of receivers) receiver.close();
await rm(stateFolder, { recursive: true, force: true });
process.exit();

/** Submits and cancels jobs, a few at a time, in turn for all customers. */
async function makeEvents(customers: readonly WebhookCustomer[]): Promise<void> {
  const jobs = Math.ceil(plan.events / EVENTS_PER_JOB);
  let next = 0;
  async function work(): Promise<void> {
    while (next < jobs) {
      const number = next;
      next += 1;
      await customers[number % customers.length]?.cancelJob();
      if (number !== Math.floor(jobs / 2)) continue;
      for (const customer of customers) await customer.rotateSecrets();
    }
  }
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, work));
  console.log(`${jobs} jobs submitted and cancelled`);
}

/** The sweep is called more often than every minute, since times are shortened. */
async function waitForEnd(customers: readonly WebhookCustomer[], sweepUrl: string): Promise<void> {
  const giveUpAt = performance.now() + plan.minutes * 60_000;
  let waiting = [...customers];
  while (waiting.length > 0 && performance.now() < giveUpAt) {
    await sleep(LOOK_MILLISECONDS, null, { signal: stopping });
    await (await fetch(sweepUrl)).arrayBuffer();
    const still: WebhookCustomer[] = [];
    for (const customer of waiting) if (!(await hasEnded(customer))) still.push(customer);
    waiting = still;
  }
}

async function hasEnded(customer: WebhookCustomer): Promise<boolean> {
  const logged = (await customer.readEvents()).filter(({ type }) => type.startsWith("job-"));
  return logged.length === customer.jobs * EVENTS_PER_JOB && !(await customer.hasPending());
}

type Counts = { delivered: number; dead: number; unmarked: number };

async function report(customers: readonly WebhookCustomer[]): Promise<void> {
  const total = { events: 0, delivered: 0, dead: 0, unmarked: 0, unverified: 0 };
  let holds = true;
  for (const customer of customers) {
    const { kind, requests, unverified } = customer.receiver;
    const counts = await countOf(customer);
    console.log(JSON.stringify({ receiver: kind, ...counts, requests, unverified }));
    total.events += customer.jobs * EVENTS_PER_JOB;
    total.delivered += counts.delivered;
    total.dead += counts.dead;
    total.unmarked += counts.unmarked;
    total.unverified += unverified;
    if (counts.dead > 0 && WORKING_KINDS.has(kind)) holds = false;
    if (counts.delivered > 0 && !WORKING_KINDS.has(kind)) holds = false;
  }
  if (!holds || total.unmarked > 0 || total.unverified > 0) process.exitCode = 1;
  console.log(JSON.stringify(total));
}

/** An event without a delivery is marked by the feed's word that its endpoint was disabled. */
async function countOf(customer: WebhookCustomer): Promise<Counts> {
  const events = await customer.readEvents();
  const deliveries = await customer.readDeliveries();
  const toEndpoint = deliveries.filter(({ endpointId }) => endpointId === customer.endpointId);
  const byEvent = new Map(toEndpoint.map((delivery) => [delivery.eventId, delivery]));
  const isDisabled = events.some(({ endpointId }) => endpointId === customer.endpointId);
  const counts: Counts = { delivered: 0, dead: 0, unmarked: 0 };
  const jobEvents = events.filter(({ type }) => type.startsWith("job-"));
  for (const { eventId } of jobEvents) {
    const delivery = byEvent.get(eventId);
    const isTaken = delivery !== undefined && customer.receiver.taken.has(delivery.id);
    if (delivery?.state === "delivered" && isTaken) counts.delivered += 1;
    else if (delivery?.state === "dead" || (!delivery && isDisabled)) counts.dead += 1;
    else counts.unmarked += 1;
  }
  counts.unmarked += customer.jobs * EVENTS_PER_JOB - jobEvents.length;
  // A job's own callback owes its end alone.
  const callbacks = deliveries.filter(({ endpointId }) => endpointId === null);
  const pending = callbacks.filter(({ state }) => state === "pending").length;
  counts.unmarked += pending + Math.max(0, customer.jobs - callbacks.length);
  return counts;
}
