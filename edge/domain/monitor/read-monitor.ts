import type { JobKind, JobState, TaskStage } from "#contracts/job.ts";
import type { Job } from "../jobs/job.ts";
import { withLiveProgress } from "../jobs/read-job.ts";
import { titleOfRequest } from "../jobs/title-of-request.ts";
import { listFleet } from "../nodes/list-fleet.ts";
import type { Services } from "../services.ts";
import { hideSecrets } from "./hide-secrets.ts";
import type { EndedMinute, EndedMinutes } from "./ended-minutes.ts";
import type { QueueFigures } from "./monitor-store.ts";
import { sumUpFleet, type PublicFleet } from "./sum-up-fleet.ts";

/** Each is looked up in its feed, which knows its progress to the second. */
const RUNNING_JOBS = 12;
const QUEUED_JOBS = 24;
const ENDED_JOBS = 24;
const CHART_MINUTES = 60;
const MINUTE = 60_000;

/** A job as anybody may see it. Nothing here says whose it is. */
export type PublicJob = {
  id: string;
  kind: JobKind;
  title: string | null;
  state: JobState;
  stage: TaskStage | null;
  percent: number;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
};

/** Everything the monitor shows, as measured. Times are Unix milliseconds. */
export type Monitor = {
  jobs: { running: PublicJob[]; queued: PublicJob[]; ended: PublicJob[] };
  fleet: PublicFleet;
  queue: QueueFigures;
  /** The last hour by minutes; the last one is not over yet. */
  lastHour: { since: number; minutes: EndedMinute[] };
};

/** Reads what the public monitor shows: opted-in jobs, and sums over the whole deployment. */
export async function readMonitor(services: Services, ended: EndedMinutes): Promise<Monitor> {
  const { clock, monitor } = services;
  const now = clock.now();
  // Whole minutes, so that the same hour is the same answer.
  const until = (Math.floor(now / MINUTE) + 1) * MINUTE;
  const since = until - CHART_MINUTES * MINUTE;
  const readRunning = async () => {
    const stored = await monitor.listPublicJobs(["running", "cancelling"], RUNNING_JOBS);
    return Promise.all(stored.map((job) => withLiveProgress(services, job)));
  };
  const [running, queued, over, nodes, queue, minutes] = await Promise.all([
    readRunning(),
    monitor.listPublicJobs(["queued"], QUEUED_JOBS),
    monitor.listPublicJobs(["completed", "failed", "cancelled"], ENDED_JOBS),
    listFleet(services),
    monitor.readQueue(),
    ended.read(monitor, since, until),
  ]);
  return {
    jobs: {
      running: running.map(toPublic),
      queued: queued.map(toPublic),
      ended: over.map(toPublic),
    },
    fleet: sumUpFleet(nodes, now),
    queue,
    lastHour: { since, minutes },
  };
}

/** What of a job anybody may see. */
function toPublic(job: Job): PublicJob {
  const title = titleOfRequest(job.request);
  return {
    id: job.id,
    kind: job.kind,
    title: title === null ? null : hideSecrets(title),
    state: job.state,
    stage: job.stage,
    percent: Math.round(job.percent),
    createdAt: job.createdAt,
    startedAt: job.startedAt,
    finishedAt: job.finishedAt,
  };
}
