import type { JobSnapshot, TaskSnapshot } from "../jobs/job.ts";
import { isTerminalJobState } from "../jobs/transitions.ts";
import { judgeNodes } from "./node-strikes.ts";
import type { IndexedJob, IndexedLease, LeaseFacts, PoolIndex } from "./pool-index.ts";

/** No snapshot is on its way for longer than this. */
const ENDS_KEPT_MILLISECONDS = 3_600_000;

/** What the nodes must be told because a job changed. */
export type SyncOutcome = { cancelled: IndexedLease[]; lost: IndexedLease[] };

/**
 * Brings the index in line with a job as stored. Snapshots can arrive late and out of order: one
 * that is older than what the index knows of a task changes nothing of it.
 */
export function syncJob(index: PoolIndex, job: JobSnapshot, now: number): SyncOutcome {
  const leasedBefore = index.readLeasesOfJob(job.jobId);
  for (const task of job.tasks) {
    const known = index.readTask(job.jobId, task.taskId);
    // True once per task: when the index hears for the first time that it was done.
    if (task.state === "done" && known && known.state !== "done") judgeNodes(index, task, now);
  }
  if (isTerminalJobState(job.state)) {
    rememberEnd(index, job.jobId, now);
    index.removeJob(job.jobId);
    return { cancelled: [], lost: leasedBefore };
  }
  if (index.endedJobs.has(job.jobId)) return { cancelled: [], lost: [] };
  upsertJob(index, job);
  for (const task of job.tasks) upsertTask(index, job, task, now);
  const leasedNow = index.readLeasesOfJob(job.jobId);
  const heldNow = new Set(leasedNow.map((lease) => lease.leaseId));
  const cancelled =
    job.state === "cancelling" ? leasedNow.filter((lease) => !lease.cancelTold) : [];
  for (const { leaseId } of cancelled) index.changeLease(leaseId, { cancelTold: true });
  return { cancelled, lost: leasedBefore.filter((lease) => !heldNow.has(lease.leaseId)) };
}

/** A snapshot from before the end may still be on its way: it must not bring the job back. */
function rememberEnd({ endedJobs }: PoolIndex, jobId: string, now: number): void {
  if (!endedJobs.has(jobId)) endedJobs.set(jobId, now);
  // In the order they ended: the first that is young enough ends the look.
  for (const [endedId, endedAt] of endedJobs) {
    if (endedAt >= now - ENDS_KEPT_MILLISECONDS) return;
    endedJobs.delete(endedId);
  }
}

function upsertJob(index: PoolIndex, job: JobSnapshot): void {
  const known = index.readJob(job.jobId);
  const isBehind =
    known?.state === "cancelling" || (known?.state === "running" && job.state === "queued");
  // An account that comes back from idleness starts level with the others: no hoarded turns.
  const { accountId } = job;
  const virtualTime = index.virtualTimes.get(accountId) ?? index.virtualTime;
  const isBusy = index.someTask(accountId, ({ state }) => state === "ready" || state === "leased");
  const level = isBusy ? virtualTime : Math.max(virtualTime, index.virtualTime);
  index.virtualTimes.set(accountId, level);
  index.writeJob({
    jobId: job.jobId,
    accountId,
    batchId: job.batchId,
    dialect: job.dialect,
    state: isBehind ? known.state : job.state,
    ...newerPriority(known, job),
    weight: job.accountWeight,
    maximumRunningJobs: job.maximumRunningJobs,
    maximumRunningInDialect: job.maximumRunningInDialect,
    cancelRequestedAt: known?.cancelRequestedAt ?? job.cancelRequestedAt,
  });
}

function newerPriority(known: IndexedJob | null, job: JobSnapshot) {
  const isOld = known !== null && known.priorityChanges > job.priorityChanges;
  const { priority, priorityChanges } = isOld ? known : job;
  return { priority, priorityChanges };
}

function upsertTask(index: PoolIndex, job: JobSnapshot, task: TaskSnapshot, now: number): void {
  const { taskId, state, epoch, requirements, expectedSeconds, readyAt, percent, lease } = task;
  const version = versionOf(task);
  const known = index.readTask(job.jobId, taskId);
  if (known && known.version >= version) return;
  index.writeTask({
    taskId,
    jobId: job.jobId,
    accountId: job.accountId,
    version,
    state,
    epoch,
    requirements,
    needs: JSON.stringify(requirements),
    expectedSeconds,
    readyAt,
    retryAt: task.retryAt ?? 0,
    triedNodeIds: task.triedNodeIds,
    percent,
    offer: null,
    // A lease the index just learned of has its full time to report.
    lease: state === "leased" && lease ? { ...lease, ...unreported(now) } : null,
  });
}

/** What is known of a lease that its node told nothing of yet. */
export function unreported(now: number) {
  return {
    reportNumber: 0,
    reportedAt: now,
    presumedAt: 0,
    persistedAt: 0,
    stage: null,
    cancelTold: false,
  } satisfies Partial<LeaseFacts>;
}

/** Orders the states a task goes through: waiting, ready, leased(1), ready again, leased(2) … ended. */
function versionOf(task: TaskSnapshot): number {
  switch (task.state) {
    case "waiting":
      return 0;
    case "ready":
      return 2 * task.epoch + 1;
    case "leased":
      return 2 * task.epoch;
    case "done":
    case "failed":
    case "cancelled":
      return Number.MAX_SAFE_INTEGER;
  }
}
