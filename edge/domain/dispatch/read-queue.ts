import type { Dialect } from "#contracts/job.ts";
import { compareIds, type IndexedJob, type IndexedTask, type PoolIndex } from "./pool-index.ts";

/** A job of that age counts like one of one more priority. */
const AGEING_MILLISECONDS = 300_000;

/** True unless the job only waits for its end. */
export const isOpen = ({ state }: IndexedJob) => state === "queued" || state === "running";
const runs = ({ state }: IndexedJob) => state === "running" || state === "cancelling";
/** Ready, and neither kept back after a failure nor offered to anybody. */
const isDue = ({ state, retryAt, offer }: IndexedTask, now: number) =>
  state === "ready" && retryAt <= now && (offer?.until ?? 0) <= now;

/** Best first: priority with ageing, then age. */
function compareTurns(a: Turn, b: Turn): number {
  const rank = ({ job, task }: Turn) => job.priority - task.readyAt / AGEING_MILLISECONDS;
  return (
    rank(b) - rank(a) || a.task.readyAt - b.task.readyAt || compareIds(a.task.taskId, b.task.taskId)
  );
}

export type Turn = { job: IndexedJob; task: IndexedTask };

function turnsOf(
  index: PoolIndex,
  accountId: string,
  counts: (task: IndexedTask, job: IndexedJob) => boolean,
): Turn[] {
  const turns: Turn[] = [];
  for (const { job, tasks } of index.readJobsOfAccount(accountId)) {
    if (!isOpen(job)) continue;
    for (const task of tasks) if (counts(task, job)) turns.push({ job, task });
  }
  return turns.toSorted(compareTurns);
}

const isReady = ({ state }: IndexedTask) => state === "ready";

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

/**
 * Ready tasks that suit, that nobody was offered and whose job may run, as they deserve a slot: the
 * account furthest behind its weighted share first, then priority with ageing.
 */
export function* readReadyTasks(
  index: PoolIndex,
  now: number,
  suits: (task: IndexedTask) => boolean,
): Generator<IndexedTask> {
  const counts = (task: IndexedTask) => isDue(task, now) && suits(task);
  for (const accountId of readWaitingAccounts(index, counts)) {
    const mayRun = capsOf(index, accountId);
    const turns = turnsOf(index, accountId, (task, job) => counts(task) && mayRun(job));
    for (const { task } of turns) yield task;
  }
}

/** Says which jobs of an account its caps let run. */
function capsOf(index: PoolIndex, accountId: string): (job: IndexedJob) => boolean {
  const { running, inDialect } = countRunning(index, accountId);
  return (job) =>
    job.state === "running" ||
    (running < job.maximumRunningJobs &&
      (inDialect.get(job.dialect) ?? 0) < (job.maximumRunningInDialect ?? Infinity));
}

/** Accounts with a task that counts, the one furthest behind its share first. */
function readWaitingAccounts(index: PoolIndex, counts: (task: IndexedTask) => boolean): string[] {
  return index
    .listAccounts()
    .filter((id) => index.someTask(id, counts))
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

/** An account with its ready tasks in the order of their turns, and what decides when they come. */
export type AccountQueue = {
  accountId: string;
  virtualTime: number;
  /** Jobs that run now, in all and by dialect. */
  running: number;
  inDialect: ReadonlyMap<Dialect, number>;
  turns: Turn[];
};

/** The queues of all accounts, also of tasks that are kept back or offered. */
export function readQueues(index: PoolIndex): AccountQueue[] {
  return index.listAccounts().map((accountId) => ({
    accountId,
    virtualTime: index.virtualTimes.get(accountId) ?? 0,
    ...countRunning(index, accountId),
    turns: turnsOf(index, accountId, isReady),
  }));
}

/** A task with what decides its place in its account's queue. */
export type QueuedTask = IndexedTask & { priority: number };

/** The tasks in a state of the living jobs, account by account in the order of turns. */
export function readTasksInState(index: PoolIndex, state: "waiting" | "ready"): QueuedTask[] {
  return index
    .listAccounts()
    .toSorted(compareIds)
    .flatMap((accountId) => turnsOf(index, accountId, (task) => task.state === state))
    .map(({ job, task }) => ({ ...task, priority: job.priority }));
}
