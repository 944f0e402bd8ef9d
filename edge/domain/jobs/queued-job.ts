import type { JobEvent } from "#contracts/events.ts";
import type { AccountLimits } from "#contracts/limits.ts";
import { dialectCaps } from "./dialect-caps.ts";
import type { Job, JobSnapshot, NewJob } from "./job.ts";

/** A job as its creation stores it, without reading it back. */
export function queuedJob(job: NewJob): Job {
  return {
    id: job.id,
    accountId: job.accountId,
    dialect: job.dialect,
    kind: job.kind,
    state: "queued",
    stage: null,
    percent: 0,
    priority: job.priority,
    request: job.request,
    callbackUrl: job.callbackUrl,
    batchId: job.batch?.id ?? null,
    batchIndex: job.batch?.index ?? null,
    renderMilliseconds: 0,
    estimatedSeconds: job.estimatedSeconds,
    notice: job.notice,
    errorCode: null,
    errorMessage: null,
    createdAt: job.createdAt,
    startedAt: null,
    finishedAt: null,
  };
}

/** The event with which every job begins; made again it is the same. */
export function queuedEvent(
  jobId: string,
  { dialect, kind, createdAt }: Pick<Job, "dialect" | "kind" | "createdAt">,
): JobEvent {
  return {
    type: "job-queued",
    eventId: `${jobId}:queued`,
    jobId,
    dialect,
    at: createdAt,
    kind,
  };
}

/** What the pool must know of a job that was just created. */
export function queuedSnapshot(
  job: NewJob,
  { pool, limits }: { pool: string; limits: AccountLimits },
): JobSnapshot {
  return {
    pool,
    callbackUrl: job.callbackUrl,
    callbackProgress: job.callbackProgress,
    jobId: job.id,
    accountId: job.accountId,
    accountWeight: limits.weight,
    maximumRunningJobs: limits.maximumRunningJobs,
    maximumRunningInDialect: dialectCaps(limits, job.dialect).running,
    dialect: job.dialect,
    kind: job.kind,
    createdAt: job.createdAt,
    batchId: job.batch?.id ?? null,
    state: "queued",
    priority: job.priority,
    priorityChanges: 0,
    cancelRequestedAt: null,
    tasks: job.tasks.map((task) => ({
      taskId: task.id,
      state: task.dependsOn.length === 0 ? "ready" : "waiting",
      epoch: 0,
      requirements: task.requirements,
      expectedSeconds: task.expectedSeconds,
      readyAt: job.createdAt,
      retryAt: null,
      triedNodeIds: [],
      percent: 0,
      doneByNodeId: null,
      lease: null,
    })),
  };
}
