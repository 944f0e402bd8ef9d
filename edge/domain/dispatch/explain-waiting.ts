import type { TaskRequirements } from "#contracts/task.ts";
import { findLack, type Lack } from "./find-lack.ts";
import { avoidNodes, readQuarantines } from "./node-strikes.ts";
import { takesWork, type IndexedJob, type IndexedTask, type PoolIndex } from "./pool-index.ts";
import { playTurns } from "./play-turns.ts";
import { countRunning, isOpen, readQueues } from "./read-queue.ts";

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
  /** The same of nodes that failed what others then did; the first of them gets work again then. */
  | { code: "node-quarantined"; until: number }
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
  /**
   * Tasks that compete for its slots and get one no later than it does: 1 is next. Null while it
   * cannot be chosen.
   */
  queuePosition: number | null;
  capable: CapableSlots;
};

export type PoolWaiting = { jobState: string; tasks: TaskWaiting[] };

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
  const queues = readQueues(index);
  const account = countRunning(index, job.accountId);
  const slots = readSlots(index, now, isLive);
  const places = new Map<string, Map<string, number>>();
  const tasks = index.readTasksOfJob(jobId).map((task): TaskWaiting => {
    const fitting = slots.filter((slot) => slot.lackFor(task.requirements) === null);
    const taking = fitting.filter((slot) => slot.takesWork);
    const order = places.get(task.needs) ?? playTurns(queues, rivalsFor(taking, now));
    places.set(task.needs, order);
    const queuePosition = order.get(task.taskId) ?? null;
    return {
      taskId: task.taskId,
      state: task.state,
      requirements: task.requirements,
      reason: findReason({
        index,
        now,
        job,
        account,
        task,
        queuePosition,
        slots,
      }),
      queuePosition,
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
  /** False while an offer that ran out was its last word. */
  answers: boolean;
  lackFor(needs: TaskRequirements): Lack | null;
};

/** Every slot of every node that is heard from. */
function readSlots(index: PoolIndex, now: number, isLive: (nodeId: string) => boolean): Slot[] {
  const busySlots = index.readBusySlots(now);
  return index
    .readNodes()
    .filter((node) => node.state !== "revoked" && isLive(node.nodeId))
    .flatMap((node) => {
      const busy = busySlots.get(node.nodeId) ?? [];
      return (node.capabilities?.slots ?? []).map((slot) => ({
        nodeId: node.nodeId,
        takesWork: takesWork(node),
        busy: busy.some(({ slotIndex }) => slotIndex === slot.index),
        answers: !index.unanswering.get(node.nodeId)?.has(slot.index),
        lackFor: (needs: TaskRequirements) => findLack(node.capabilities, slot, needs),
      }));
    });
}

/** The tasks that may take one of these slots now; where there is none, all that may take any. */
function rivalsFor(slots: readonly Slot[], now: number): (task: IndexedTask) => boolean {
  const fits = new Map<string, boolean>();
  return ({ needs, requirements, retryAt }) => {
    const fit =
      fits.get(needs) ??
      (slots.length === 0 || slots.some((slot) => slot.lackFor(requirements) === null));
    fits.set(needs, fit);
    return fit && retryAt <= now;
  };
}

type Situation = {
  index: PoolIndex;
  now: number;
  job: IndexedJob;
  task: IndexedTask;
  /** What its account runs. */
  account: ReturnType<typeof countRunning>;
  queuePosition: number | null;
  slots: Slot[];
};

/** The outermost constraint: what would have to change first. */
function findReason(situation: Situation): WaitingReason | null {
  const { index, now, job, account, task, queuePosition, slots } = situation;
  const { requirements, offer } = task;
  if (task.state === "waiting") return { code: "dependencies" };
  if (task.state !== "ready" || !isOpen(job)) return null;
  if (task.retryAt > now) return { code: "back-off", until: task.retryAt };
  const { running } = account;
  const maximum = job.maximumRunningJobs;
  if (job.state === "queued" && running >= maximum) {
    return { code: "account-running-cap", running, maximum };
  }
  const ofDialect = account.inDialect.get(job.dialect) ?? 0;
  const maximumOfDialect = job.maximumRunningInDialect;
  if (job.state === "queued" && maximumOfDialect !== null && ofDialect >= maximumOfDialect) {
    return { code: "dialect-running-cap", running: ofDialect, maximum: maximumOfDialect };
  }
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
  const avoided = avoidNodes(index, now)(task);
  const isAvoided = ({ nodeId }: Slot) => avoided.has(nodeId);
  const hasOther = taking.some((slot) => slot.answers && !isAvoided(slot));
  if (hasOther && free.every(isAvoided)) {
    const until = findQuarantineEnd(situation, free);
    return until === null ? { code: "awaits-another-node" } : { code: "node-quarantined", until };
  }
  const usable = hasOther ? free.filter((slot) => !isAvoided(slot)) : free;
  const isNext = queuePosition !== null && queuePosition <= usable.length;
  return isNext ? { code: "next" } : { code: "others-first" };
}

/** When the first of these slots may take the task that nothing but a quarantine keeps it from. */
function findQuarantineEnd({ index, now, task }: Situation, slots: Slot[]): number | null {
  const quarantines = readQuarantines(index, now);
  const ends = slots
    .filter(({ nodeId }) => !task.triedNodeIds.includes(nodeId))
    .flatMap(({ nodeId }) => quarantines.get(nodeId) ?? []);
  return ends.length === 0 ? null : Math.min(...ends);
}

/** Enrolled nodes that could do it; none of them is online. */
function countCapable({ index, task }: Situation): number {
  return index
    .readNodes()
    .filter(
      ({ state, capabilities }) =>
        state !== "revoked" &&
        capabilities?.slots.some(
          (slot) => findLack(capabilities, slot, task.requirements) === null,
        ),
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
