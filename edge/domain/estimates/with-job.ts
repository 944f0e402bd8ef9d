import type { JobSnapshot, LeaseSnapshot, TaskSnapshot } from "../jobs/job.ts";
import { rankOf, type PoolPicture } from "./pool-picture.ts";

/** The picture with one job as it is stored, whatever else the pool knew of it. */
export function withJob(picture: PoolPicture, job: JobSnapshot): PoolPicture {
  const { jobId, accountId, dialect, state, accountWeight: weight } = job;
  const { maximumRunningJobs, maximumRunningInDialect } = job;
  const tasks = job.tasks.map((task) => ({ ...task, jobId }));
  // Only the pool hears every report.
  const reported = new Map(picture.leased.map(({ taskId, percent }) => [taskId, percent]));
  const isOther = (task: { jobId: string }) => task.jobId !== jobId;
  return {
    ...picture,
    jobs: [
      ...picture.jobs.filter(isOther),
      { jobId, accountId, dialect, state, weight, maximumRunningJobs, maximumRunningInDialect },
    ],
    leased: [
      ...picture.leased.filter(isOther),
      ...tasks.filter(isLeased).map((task) => toLeased(task, reported.get(task.taskId) ?? 0)),
    ],
    ready: [
      ...picture.ready.filter(isOther),
      ...tasks
        .filter((task) => task.state === "ready")
        .map((task) => ({
          ...task,
          rank: rankOf(job.priority, task.readyAt),
          retryAt: task.retryAt ?? 0,
          standsFor: 1,
        })),
    ],
    dependent: [
      ...picture.dependent.filter(isOther),
      ...tasks.filter((task) => task.state === "waiting"),
    ],
  };
}

type Leased = TaskSnapshot & { jobId: string; lease: LeaseSnapshot };

function isLeased(task: TaskSnapshot & { jobId: string }): task is Leased {
  return task.lease !== null;
}

function toLeased(task: Leased, reportedPercent: number): PoolPicture["leased"][number] {
  const { nodeId, slotIndex, leasedAt } = task.lease;
  return { ...task, nodeId, slotIndex, leasedAt, percent: Math.max(task.percent, reportedPercent) };
}
