import type { JobChange } from "../jobs/job-store.ts";
import type { Pause } from "../ports.ts";
import type { Services } from "../services.ts";
import { syncPools, tellFeeds } from "./tell-changes.ts";
import { WorkGatherer } from "./work-gatherer.ts";

/** As many as one queue batch and one read of the outbox take with ease. */
export const JOBS_AT_ONCE = 25;
/** New jobs come to their feeds together: nobody sees so short a wait, and the database rests. */
const GATHER_MILLISECONDS = 200;
/** The queue tells again what was not told; in this time it mostly was. */
const QUEUE_DELAY_SECONDS = 2;

/** New jobs of one isolate, on their way to the pools and then to everybody else. */
export type CreatedJobs = { unknown: WorkGatherer<JobChange>; untold: WorkGatherer<JobChange> };

/** One for each isolate. */
export function gatherCreatedJobs(ports: { now: () => number; pause: Pause }): CreatedJobs {
  const options = { now: ports.now, itemsAtOnce: JOBS_AT_ONCE };
  return {
    unknown: new WorkGatherer<JobChange>(options),
    untold: new WorkGatherer<JobChange>({
      ...options,
      gather: () => ports.pause(GATHER_MILLISECONDS),
    }),
  };
}

/**
 * Called once a new job is committed, with what the commit answered: the pool hears at once, feeds
 * and queue a moment later, all after the answer went out. What an isolate takes with it when it
 * ends, the sweep finds in the outbox.
 */
export function tellJobCreated(services: Services, change: JobChange): void {
  services.afterAnswer(
    services.createdJobs.unknown
      .add([change], (changes) => tellPools(services, changes))
      .then((left) => leaveToQueue(services, left)),
  );
}

async function tellPools(services: Services, changes: readonly JobChange[]): Promise<void> {
  const { known, failures } = await syncPools(services, changes);
  for (const { job } of known) services.forecasts.acceptedIn(job.pool).noteTold(job.jobId);
  services.afterAnswer(tellOthers(services, known));
  await leaveToQueue(
    services,
    changes.filter(({ job }) => failures.has(job.jobId)),
  );
}

async function tellOthers(services: Services, known: readonly JobChange[]): Promise<void> {
  const left = await services.createdJobs.untold.add(known, async (changes) => {
    await leaveToQueue(services, changes);
    try {
      await tellFeeds(services, await pickListened(services, changes));
    } catch {
      // The queue's message about them is on its way.
    }
  });
  await leaveToQueue(services, left);
}

/**
 * Those of accounts and batches to which somebody listens. The others' feeds hear of a new job with
 * its first lease, in one row, or by the queue's message where none comes before it.
 */
async function pickListened(
  services: Services,
  changes: readonly JobChange[],
): Promise<JobChange[]> {
  const groups = Map.groupBy(changes, ({ job }) => `${job.accountId} ${job.batchId ?? ""}`);
  const picked = await Promise.all(
    [...groups.values()].map(async (group) => {
      const { accountId, batchId } = group[0]!.job;
      const feeds = [services.feeds.ofAccount(accountId)];
      if (batchId !== null) feeds.push(services.feeds.ofBatch(batchId));
      const listened = await Promise.all(feeds.map((feed) => feed.append(null, [])));
      return listened.includes(true) ? group : [];
    }),
  );
  return picked.flat();
}

async function leaveToQueue(services: Services, changes: readonly JobChange[]): Promise<void> {
  if (changes.length === 0) return;
  const jobIds = changes.map(({ job }) => job.jobId);
  const options = { delaySeconds: QUEUE_DELAY_SECONDS };
  await services.jobsQueue.send([{ type: "jobs-changed", jobIds }], options).catch(() => {
    // The outbox rows stand; the sweep finds them.
  });
}
