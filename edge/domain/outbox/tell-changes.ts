import type { JobChange } from "../jobs/job-store.ts";
import { queuedEvent } from "../jobs/queued-job.ts";
import type { Services } from "../services.ts";
import type { WebhookEndpoint } from "../webhooks/endpoint-store.ts";
import { owedDeliveries, oweDeliveries } from "../webhooks/owed-deliveries.ts";

/** Feeds told at the same time: telling must leave the isolate room to answer requests. */
const FEEDS_AT_ONCE = 6;

/** What could not be told, by job id; it stays in the outbox. */
export type TellFailures = Map<string, unknown>;

/**
 * Tells everybody what commits left to be told: the pools, the jobs' feeds, webhooks. Each step may
 * run twice: a pool compares versions, feeds and deliveries know events by their id. A job's events
 * are told in the order they were committed, as one prefix, so none overtakes another.
 */
export async function tellChanges(
  services: Services,
  changes: readonly JobChange[],
): Promise<TellFailures> {
  const { known, failures } = await syncPools(services, changes);
  return new Map([...failures, ...(await tellFeeds(services, known))]);
}

/** Shows each pool its jobs; `known` are the changes whose pool knows them now. */
export async function syncPools(
  services: Services,
  changes: readonly JobChange[],
): Promise<{ known: JobChange[]; failures: TellFailures }> {
  const failures: TellFailures = new Map();
  const groups = Map.groupBy(changes, ({ job }) => job.pool);
  await Promise.all(
    [...groups].map(async ([pool, group]) => {
      const jobs = group.map(({ job }) => job);
      try {
        await services.pools.named(pool).sync(...jobs);
      } catch (error) {
        for (const { jobId } of jobs) failures.set(jobId, error);
      }
    }),
  );
  return { known: changes.filter(({ job }) => !failures.has(job.jobId)), failures };
}

/** Tells feeds and webhooks of changes that the pools know, and forgets what is told. */
export async function tellFeeds(
  services: Services,
  changes: readonly JobChange[],
): Promise<TellFailures> {
  const failures: TellFailures = new Map();
  if (changes.length === 0) return failures;
  const told: JobChange[] = [];
  const accountIds = [...new Set(changes.map(({ job }) => job.accountId))];
  const endpoints = await services.webhookEndpoints.listEnabled(accountIds);
  const waiting = planTelling(services, changes, endpoints).values();

  async function tellNext(): Promise<void> {
    for (const { about, tell } of waiting) {
      try {
        await tell();
        told.push(...about);
      } catch (error) {
        for (const { job } of about) failures.set(job.jobId, error);
      }
    }
  }

  await Promise.all(Array.from({ length: FEEDS_AT_ONCE }, tellNext));
  await services.outbox.forgetTold(told);
  return failures;
}

type Telling = { about: JobChange[]; tell: () => Promise<void> };

/**
 * A job that is only queued has no feed yet: it costs an object of its own, and begins with the
 * next event or the first reader. Until then its account's and its batch's feed know of it, of all
 * new jobs of theirs together.
 */
function planTelling(
  services: Services,
  changes: readonly JobChange[],
  endpoints: readonly WebhookEndpoint[],
): Telling[] {
  const [begun, moved] = partition(changes);
  const accounts = Map.groupBy(begun, ({ job }) => `${job.accountId} ${job.batchId ?? ""}`);
  return [
    ...[...accounts.values()].map((about) => ({
      about,
      tell: () => tellBeginnings(services, about, endpoints),
    })),
    ...moved.map((change) => ({
      about: [change],
      tell: () => tellFeed(services, change, endpoints),
    })),
  ];
}

function partition(changes: readonly JobChange[]): [begun: JobChange[], moved: JobChange[]] {
  const isBegun = ({ entries }: JobChange) =>
    eventsOf(entries).every(({ type }) => type === "job-queued");
  return [changes.filter(isBegun), changes.filter((change) => !isBegun(change))];
}

const eventsOf = (entries: JobChange["entries"]) => entries.flatMap(({ events }) => events);

/** Tells one account, and one batch if they have any, of new jobs. */
async function tellBeginnings(
  services: Services,
  changes: readonly JobChange[],
  endpoints: readonly WebhookEndpoint[],
): Promise<void> {
  const job = changes[0]?.job;
  if (!job) return;
  const events = changes.flatMap(({ entries }) => eventsOf(entries));
  await services.feeds.ofAccount(job.accountId).append(null, events);
  if (job.batchId !== null) await services.feeds.ofBatch(job.batchId).append(null, events);
  await oweDeliveries(services, await owedDeliveries(services, job, events, endpoints));
}

async function tellFeed(
  services: Services,
  { job, entries }: JobChange,
  endpoints: readonly WebhookEndpoint[],
): Promise<void> {
  const events = eventsOf(entries);
  const audience = { accountId: job.accountId, batchId: job.batchId };
  // The feed knows its beginning already when this is not its first event.
  const beginning = queuedEvent(job.jobId, job);
  await services.feeds.ofJob(job.jobId).append(audience, [beginning, ...events]);
  await oweDeliveries(services, await owedDeliveries(services, job, events, endpoints));
}
