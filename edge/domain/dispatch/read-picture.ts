import { rankOf, type PicturedAccount, type PoolPicture } from "../estimates/pool-picture.ts";
import {
  takesWork,
  type IndexedJob,
  type IndexedLease,
  type IndexedTask,
  type PoolIndex,
} from "./pool-index.ts";
import { countRunning, readTasksInState } from "./read-queue.ts";

/** Tasks of a picture at most that wait for a slot; of more, every n-th stands for n. */
const READY_PICTURED = 400;
const DEPENDENT_PICTURED = 200;

/** The pool at this moment, for estimates. Changes nothing. */
export function readPicture(
  index: PoolIndex,
  now: number,
  isLive: (nodeId: string) => boolean,
): PoolPicture {
  const allReady = readTasksInState(index, "ready");
  const standsFor = Math.max(1, Math.ceil(allReady.length / READY_PICTURED));
  const ready = allReady.filter((_, place) => place % standsFor === 0);
  const dependent = readTasksInState(index, "waiting").slice(0, DEPENDENT_PICTURED);
  const leased = index.readLeases();
  const jobIds = new Set([...ready, ...dependent, ...leased].map(({ jobId }) => jobId));
  return {
    at: now,
    nodes: index.readNodes().map((node) => ({
      nodeId: node.nodeId,
      takesWork: takesWork(node) && isLive(node.nodeId),
      revoked: node.state === "revoked",
      capabilities: node.capabilities,
    })),
    accounts: readAccounts(index),
    jobs: [...jobIds].flatMap((jobId) => index.readJob(jobId) ?? []).map(toPicturedJob),
    leased: leased.map((task) => ({
      ...toPicturedTask(task),
      nodeId: task.nodeId,
      slotIndex: task.slotIndex,
      leasedAt: task.leasedAt,
      percent: task.percent,
    })),
    ready: ready.map((task) => ({
      ...toPicturedTask(task),
      rank: rankOf(task.priority, task.readyAt),
      retryAt: task.retryAt,
      standsFor,
    })),
    dependent: dependent.map(toPicturedTask),
    virtualTime: index.virtualTime,
  };
}

function toPicturedTask(task: IndexedTask | IndexedLease) {
  const { taskId, jobId, requirements, expectedSeconds } = task;
  return { taskId, jobId, requirements, expectedSeconds };
}

function toPicturedJob(job: IndexedJob): PoolPicture["jobs"][number] {
  const { jobId, accountId, dialect, state, weight } = job;
  const { maximumRunningJobs, maximumRunningInDialect } = job;
  return { jobId, accountId, dialect, state, weight, maximumRunningJobs, maximumRunningInDialect };
}

/** Accounts that have something here, with the jobs that they have running. */
function readAccounts(index: PoolIndex): PicturedAccount[] {
  return index.listAccounts().map((accountId) => {
    const { running, inDialect } = countRunning(index, accountId);
    return {
      accountId,
      virtualTime: index.virtualTimes.get(accountId) ?? 0,
      running,
      runningInDialect: Object.fromEntries(inDialect),
    };
  });
}
