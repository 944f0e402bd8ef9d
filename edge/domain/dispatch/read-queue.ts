import type { Dialect, JobState } from "#contracts/job.ts";
import { compareIds, type IndexedJob, type IndexedTask, type PoolIndex } from "./pool-index.ts";

/** A job of that age counts like one of one more priority. */
const AGEING_MILLISECONDS = 300_000;

const isOpen = ({ state }: IndexedJob) => state === "queued" || state === "running";
const runs = ({ state }: IndexedJob) => state === "running" || state === "cancelling";
const isOffered = ({ offer }: IndexedTask, now: number) => (offer?.until ?? 0) > now;

/** Best first: priority with ageing, then age. */
function compareTurns(a: Turn, b: Turn): number {
  const rank = ({ job, task }: Turn) => job.priority - task.readyAt / AGEING_MILLISECONDS;
  return (
    rank(b) - rank(a) || a.task.readyAt - b.task.readyAt || compareIds(a.task.taskId, b.task.taskId)
  );
}

type Turn = { job: IndexedJob; task: IndexedTask };

function turnsOf(index: PoolIndex, accountId: string, state: "waiting" | "ready"): Turn[] {
  return index
    .readJobsOfAccount(accountId)
    .filter(({ job }) => isOpen(job))
    .flatMap(({ job, tasks }) =>
      tasks.filter((task) => task.state === state).map((task) => ({ job, task })),
    )
    .toSorted(compareTurns);
}

/** How many of an account's jobs run now, in all and by dialect. */
export function countRunning(
  index: PoolIndex,
  accountId: string,
): { running: number; inDialect: Map<Dialect, number> } {
  const inDialect = new Map<Dialect, number>();
  let running = 0;
  for (const { job } of index.readJobsOfAccount(accountId)) {
    if (!runs(job)) continue;
    running += 1;
    inDialect.set(job.dialect, (inDialect.get(job.dialect) ?? 0) + 1);
  }
  return { running, inDialect };
}

/** Ready tasks of an account that nobody was offered and whose job may run, best first. */
export function readReadyTasks(
  index: PoolIndex,
  accountId: string,
  now: number,
  limit: number,
): IndexedTask[] {
  const { running, inDialect } = countRunning(index, accountId);
  const mayRun = (job: IndexedJob) =>
    job.state === "running" ||
    (running < job.maximumRunningJobs &&
      (inDialect.get(job.dialect) ?? 0) < (job.maximumRunningInDialect ?? Infinity));
  return turnsOf(index, accountId, "ready")
    .filter(({ job, task }) => task.retryAt <= now && !isOffered(task, now) && mayRun(job))
    .slice(0, limit)
    .map(({ task }) => task);
}

/** Accounts with something ready, the one furthest behind its share first. */
export function readWaitingAccounts(index: PoolIndex, now: number): string[] {
  const isReady = (task: IndexedTask) =>
    task.state === "ready" && task.retryAt <= now && !isOffered(task, now);
  return index
    .listAccounts()
    .filter((id) => index.someTask(id, isReady))
    .map((id) => ({ id, virtualTime: index.virtualTimes.get(id) ?? 0 }))
    .toSorted((a, b) => a.virtualTime - b.virtualTime || compareIds(a.id, b.id))
    .map(({ id }) => id);
}

/** When the next ready task has waited for its next try, and when the next offer is over. */
export function readNextTimes(
  index: PoolIndex,
  now: number,
): { retryAt: number | null; offerEndsAt: number | null } {
  const earliest = (times: number[]) => {
    const later = times.filter((time) => time > now);
    return later.length === 0 ? null : Math.min(...later);
  };
  const ready = index
    .listAccounts()
    .flatMap((id) => index.readJobsOfAccount(id).flatMap(({ tasks }) => tasks))
    .filter((task) => task.state === "ready");
  return {
    retryAt: earliest(ready.map((task) => task.retryAt)),
    offerEndsAt: earliest(ready.map((task) => task.offer?.until ?? 0)),
  };
}

/** A ready task with what decides its turn. */
export type WaitingTask = IndexedTask & {
  jobState: JobState;
  weight: number;
  maximumRunningJobs: number;
  virtualTime: number;
  /** Jobs of its account that run now. */
  accountRunning: number;
  dialect: Dialect;
  maximumRunningInDialect: number | null;
  /** Those of them in its dialect. */
  dialectRunning: number;
};

/** Every ready task of a living job; within an account in the order its turns would come. */
export function readWaitingTasks(index: PoolIndex): WaitingTask[] {
  return index.listAccounts().flatMap((accountId) => {
    const { running, inDialect } = countRunning(index, accountId);
    return turnsOf(index, accountId, "ready").map(({ job, task }) => ({
      ...task,
      jobState: job.state,
      weight: job.weight,
      maximumRunningJobs: job.maximumRunningJobs,
      virtualTime: index.virtualTimes.get(accountId) ?? 0,
      accountRunning: running,
      dialect: job.dialect,
      maximumRunningInDialect: job.maximumRunningInDialect,
      dialectRunning: inDialect.get(job.dialect) ?? 0,
    }));
  });
}

/** A task with what decides its place in its account's queue. */
export type QueuedTask = IndexedTask & { priority: number };

/** The tasks in a state of the living jobs, account by account in the order of turns. */
export function readTasksInState(index: PoolIndex, state: "waiting" | "ready"): QueuedTask[] {
  return index
    .listAccounts()
    .toSorted(compareIds)
    .flatMap((accountId) => turnsOf(index, accountId, state))
    .map(({ job, task }) => ({ ...task, priority: job.priority }));
}
