import type { TaskRequirements } from "#contracts/task.ts";
import { findLack, type Lack } from "./find-lack.ts";
import { takesWork, type IndexedJob, type PoolIndex } from "./pool-index.ts";
import { readWaitingTasks, type WaitingTask } from "./read-queue.ts";

/** What keeps one task from a node. Times are Unix milliseconds. */
export type WaitingReason =
  | { code: "dependencies" }
  | { code: "back-off"; until: number }
  | { code: "account-running-cap"; running: number; maximum: number }
  | { code: "dialect-running-cap"; running: number; maximum: number }
  | { code: "offered"; nodeId: string; until: number }
  | { code: "no-node-online" }
  /** No node online can do it: how many slots lack what, and how many offline nodes could. */
  | { code: "no-capable-node"; lacking: Partial<Record<Lack, number>>; offlineNodes: number }
  /** Every slot that can do it belongs to a node that is paused or draining, or whose agent is too old. */
  | { code: "nodes-not-taking-work" }
  | { code: "all-slots-busy" }
  /** Free slots are on nodes it failed on, and others could take it. */
  | { code: "awaits-another-node" }
  | { code: "others-first" }
  | { code: "next" };

/** The slots of online nodes that can do a task. */
export type CapableSlots = { total: number; free: number; nodeIds: string[] };

export type TaskWaiting = {
  taskId: string;
  state: string;
  requirements: TaskRequirements;
  /** The first is what holds it now; null while it does not wait. */
  reason: WaitingReason | null;
  /** Tasks of the pool that get a slot no later than this one does: 1 is next. Null while it cannot be chosen. */
  queuePosition: number | null;
  capable: CapableSlots;
};

export type PoolWaiting = { jobState: string; tasks: TaskWaiting[] };

/** Turns played forward at most; a task further back has no position. */
const MAXIMUM_TURNS = 10_000;

/**
 * Why a job's tasks wait, by the very tables the dispatcher chooses from. Changes nothing.
 *
 * @returns null when the index has no such job.
 */
export function explainWaiting(
  index: PoolIndex,
  jobId: string,
  now: number,
  isLive: (nodeId: string) => boolean,
): PoolWaiting | null {
  const job = index.readJob(jobId);
  if (!job) return null;
  const waiting = readWaitingTasks(index);
  const order = playTurns(waiting.filter((task) => task.retryAt <= now));
  const slots = readSlots(index, now, isLive);
  const tasks = index.readTasksOfJob(jobId).map((task): TaskWaiting => {
    const fitting = slots.filter((slot) => slot.lackFor(task.requirements) === null);
    const taking = fitting.filter((slot) => slot.takesWork);
    const position = order.indexOf(task.taskId);
    const queued = waiting.find((candidate) => candidate.taskId === task.taskId) ?? null;
    return {
      taskId: task.taskId,
      state: task.state,
      requirements: task.requirements,
      reason: findReason({
        index,
        now,
        job,
        queued,
        position,
        slots,
        state: task.state,
        requirements: task.requirements,
      }),
      queuePosition: position === -1 ? null : position + 1,
      capable: {
        total: taking.length,
        free: taking.filter((slot) => !slot.busy).length,
        nodeIds: [...new Set(taking.map((slot) => slot.nodeId))],
      },
    };
  });
  return { jobState: job.state, tasks };
}

type Slot = {
  nodeId: string;
  takesWork: boolean;
  busy: boolean;
  lackFor(needs: TaskRequirements): Lack | null;
};

/** Every slot of every node that is heard from. */
function readSlots(index: PoolIndex, now: number, isLive: (nodeId: string) => boolean): Slot[] {
  return index
    .readNodes()
    .filter((node) => node.state !== "revoked" && isLive(node.nodeId))
    .flatMap((node) => {
      const busy = index.readBusySlots(node.nodeId, now);
      return (node.capabilities?.slots ?? []).map((slot) => ({
        nodeId: node.nodeId,
        takesWork: takesWork(node),
        busy: busy.has(slot.index),
        lackFor: (needs: TaskRequirements) => findLack(node.capabilities, slot, needs),
      }));
    });
}

type Situation = {
  index: PoolIndex;
  now: number;
  job: IndexedJob;
  state: string;
  requirements: TaskRequirements;
  /** The task among those that wait for a slot; null when it does not. */
  queued: WaitingTask | null;
  position: number;
  slots: Slot[];
};

/** The outermost constraint: what would have to change first. */
function findReason(situation: Situation): WaitingReason | null {
  const { now, job, queued, slots, requirements } = situation;
  if (situation.state === "waiting") return { code: "dependencies" };
  if (!queued) return null;
  if (queued.retryAt > now) return { code: "back-off", until: queued.retryAt };
  if (job.state === "queued" && queued.accountRunning >= job.maximumRunningJobs) {
    return {
      code: "account-running-cap",
      running: queued.accountRunning,
      maximum: job.maximumRunningJobs,
    };
  }
  const { dialectRunning, maximumRunningInDialect } = queued;
  const isCapped = maximumRunningInDialect !== null && dialectRunning >= maximumRunningInDialect;
  if (job.state === "queued" && isCapped) {
    return {
      code: "dialect-running-cap",
      running: dialectRunning,
      maximum: maximumRunningInDialect,
    };
  }
  const { offer } = queued;
  if (offer && offer.until > now) {
    return { code: "offered", nodeId: offer.nodeId, until: offer.until };
  }
  if (slots.length === 0) return { code: "no-node-online" };
  const fitting = slots.filter((slot) => slot.lackFor(requirements) === null);
  if (fitting.length === 0) {
    const lacking = countLacks(slots, requirements);
    return { code: "no-capable-node", lacking, offlineNodes: countCapable(situation) };
  }
  const taking = fitting.filter((slot) => slot.takesWork);
  if (taking.length === 0) return { code: "nodes-not-taking-work" };
  const free = taking.filter((slot) => !slot.busy);
  if (free.length === 0) return { code: "all-slots-busy" };
  const isFresh = (slot: Slot) => !queued.triedNodeIds.includes(slot.nodeId);
  if (!free.some(isFresh) && taking.some(isFresh)) return { code: "awaits-another-node" };
  return situation.position < free.length ? { code: "next" } : { code: "others-first" };
}

/** Enrolled nodes that could do it; none of them is online. */
function countCapable({ index, requirements }: Situation): number {
  return index
    .readNodes()
    .filter(
      ({ state, capabilities }) =>
        state !== "revoked" &&
        capabilities?.slots.some((slot) => findLack(capabilities, slot, requirements) === null),
    ).length;
}

function countLacks(slots: Slot[], needs: TaskRequirements): Partial<Record<Lack, number>> {
  const counts: Partial<Record<Lack, number>> = {};
  for (const slot of slots) {
    const lack = slot.lackFor(needs);
    if (lack !== null) counts[lack] = (counts[lack] ?? 0) + 1;
  }
  return counts;
}

/**
 * The order in which waiting tasks get their turns if slots that fit come free one by one: the
 * account furthest behind its share first, then priority with ageing, as `chooseTask` does it.
 */
function playTurns(waiting: readonly WaitingTask[]): string[] {
  const accounts = new Map<
    string,
    { virtualTime: number; running: number; tasks: WaitingTask[]; inDialect: Map<string, number> }
  >();
  for (const task of waiting) {
    const account = accounts.get(task.accountId);
    if (account) account.tasks.push(task);
    else {
      const { virtualTime, accountRunning: running } = task;
      accounts.set(task.accountId, { virtualTime, running, tasks: [task], inDialect: new Map() });
    }
  }
  const started = new Set<string>();
  const order: string[] = [];
  type Account = { running: number; inDialect: Map<string, number> };
  const mayRun = (task: WaitingTask, { running, inDialect }: Account) => {
    if (task.jobState === "running" || started.has(task.jobId)) return true;
    const ofDialect = task.dialectRunning + (inDialect.get(task.dialect) ?? 0);
    const maximum = task.maximumRunningInDialect ?? Number.POSITIVE_INFINITY;
    return running < task.maximumRunningJobs && ofDialect < maximum;
  };
  while (order.length < MAXIMUM_TURNS) {
    const turns = [...accounts].flatMap(([accountId, account]) => {
      const task = account.tasks.find((candidate) => mayRun(candidate, account));
      return task ? [{ accountId, account, task }] : [];
    });
    turns.sort(
      (a, b) =>
        a.account.virtualTime - b.account.virtualTime || (a.accountId < b.accountId ? -1 : 1),
    );
    const turn = turns[0];
    if (!turn) break;
    const { account, task } = turn;
    account.tasks.splice(account.tasks.indexOf(task), 1);
    account.virtualTime += task.expectedSeconds / Math.max(task.weight, 0.001);
    if (task.jobState !== "running" && !started.has(task.jobId)) {
      started.add(task.jobId);
      account.running += 1;
      account.inDialect.set(task.dialect, (account.inDialect.get(task.dialect) ?? 0) + 1);
    }
    order.push(task.taskId);
  }
  return order;
}
