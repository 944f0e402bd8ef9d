import type { JobSnapshot, LeaseSnapshot, TaskSnapshot } from "../jobs/job.ts";
import { rankOf, type PicturedJob, type PoolPicture } from "./pool-picture.ts";

/** The picture with one job as it is stored, whatever else the pool knew of it. */
export function withJob(picture: PoolPicture, job: JobSnapshot): PoolPicture {
  return withJobs(picture, [job], 1);
}

/** The same for several jobs, each of whose ready tasks is there for so many. */
export function withJobs(
  picture: PoolPicture,
  jobs: readonly JobSnapshot[],
  standsFor: number,
): PoolPicture {
  const jobIds = new Set(jobs.map(({ jobId }) => jobId));
  const tasks = jobs.flatMap(({ jobId, priority, tasks: own }) =>
    own.map((task) => ({ ...task, jobId, priority })),
  );
  // Only the pool hears every report.
  const reported = new Map(picture.leased.map(({ taskId, percent }) => [taskId, percent]));
  const isOther = (task: { jobId: string }) => !jobIds.has(task.jobId);
  return {
    ...picture,
    jobs: [...picture.jobs.filter(isOther), ...jobs.map(toPictured)],
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
          rank: rankOf(task.priority, task.readyAt),
          retryAt: task.retryAt ?? 0,
          standsFor,
        })),
    ],
    dependent: [
      ...picture.dependent.filter(isOther),
      ...tasks.filter((task) => task.state === "waiting"),
    ],
  };
}

function toPictured(job: JobSnapshot): PicturedJob {
  const { jobId, accountId, dialect, state, accountWeight: weight } = job;
  const { maximumRunningJobs, maximumRunningInDialect } = job;
  return { jobId, accountId, dialect, state, weight, maximumRunningJobs, maximumRunningInDialect };
}

type Leased = { lease: LeaseSnapshot };

function isLeased<Task extends TaskSnapshot>(task: Task): task is Task & Leased {
  return task.lease !== null;
}

function toLeased(
  task: TaskSnapshot & { jobId: string } & Leased,
  reportedPercent: number,
): PoolPicture["leased"][number] {
  const { nodeId, slotIndex, leasedAt } = task.lease;
  return { ...task, nodeId, slotIndex, leasedAt, percent: Math.max(task.percent, reportedPercent) };
}
