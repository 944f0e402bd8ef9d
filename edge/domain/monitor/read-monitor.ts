import type { JobKind, JobState, TaskStage } from "#contracts/job.ts";
import { LEASE_SECONDS } from "#contracts/limits.ts";
import type { Job } from "../jobs/job.ts";
import { withLiveProgress } from "../jobs/read-job.ts";
import { titleOfRequest } from "../jobs/title-of-request.ts";
import { listFleet, type FleetNodeView } from "../nodes/list-fleet.ts";
import type { Services } from "../services.ts";
import { hideSecrets } from "./hide-secrets.ts";
import type { EndedJobs, QueueFigures } from "./monitor-store.ts";

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

/** Machines of one kind; `names` of nodes are for operators alone. */
export type PublicDevice = {
  kind: "gpu" | "cpu";
  name: string;
  slots: number;
  busySlots: number;
};

/** Everything the monitor shows, as measured. Times are Unix milliseconds. */
export type Monitor = {
  jobs: { running: PublicJob[]; queued: PublicJob[]; ended: PublicJob[] };
  fleet: {
    nodesOnline: number;
    nodesOffline: number;
    devices: PublicDevice[];
    slots: number;
    busySlots: number;
  };
  queue: QueueFigures;
  /** The last hour by minutes; the last one is not over yet. */
  lastHour: { since: number; minutes: Omit<EndedJobs, "index">[] };
};

/** Reads what the public monitor shows: opted-in jobs, and sums over the whole deployment. */
export async function readMonitor(services: Services): Promise<Monitor> {
  const { clock, monitor } = services;
  const now = clock.now();
  // Whole minutes, so that the same hour is the same answer.
  const until = (Math.floor(now / MINUTE) + 1) * MINUTE;
  const since = until - CHART_MINUTES * MINUTE;
  const readRunning = async () => {
    const stored = await monitor.listPublicJobs(["running", "cancelling"], RUNNING_JOBS);
    return Promise.all(stored.map((job) => withLiveProgress(services, job)));
  };
  const [running, queued, ended, nodes, queue, counted] = await Promise.all([
    readRunning(),
    monitor.listPublicJobs(["queued"], QUEUED_JOBS),
    monitor.listPublicJobs(["completed", "failed", "cancelled"], ENDED_JOBS),
    listFleet(services),
    monitor.readQueue(),
    monitor.countEnded(since, until, MINUTE),
  ]);
  return {
    jobs: {
      running: running.map(toPublic),
      queued: queued.map(toPublic),
      ended: ended.map(toPublic),
    },
    fleet: sumUpFleet(nodes, now),
    queue,
    lastHour: { since, minutes: fillMinutes(counted) },
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

/** Revoked nodes are gone; one that was not heard from for a lease is offline. */
function sumUpFleet(all: readonly FleetNodeView[], now: number): Monitor["fleet"] {
  const nodes = all.filter(({ state }) => state !== "revoked");
  const online = nodes.filter(
    ({ lastHeardAt, capabilities }) =>
      capabilities !== null && now - (lastHeardAt ?? 0) < LEASE_SECONDS * 1000,
  );
  const devices = new Map<string, PublicDevice>();
  for (const { capabilities, tasks } of online) {
    const busy = new Set(tasks.map(({ slotIndex }) => slotIndex));
    for (const { kind, name, index } of capabilities?.slots ?? []) {
      // A GPU's name says what it is; a CPU slot's may say whose machine it is.
      const shown = kind === "gpu" ? hideSecrets(name) : "CPU";
      const known = devices.get(shown) ?? { kind, name: shown, slots: 0, busySlots: 0 };
      known.slots += 1;
      if (busy.has(index)) known.busySlots += 1;
      devices.set(shown, known);
    }
  }
  const list = [...devices.values()].toSorted((a, b) => b.slots - a.slots);
  return {
    nodesOnline: online.length,
    nodesOffline: nodes.length - online.length,
    devices: list,
    slots: list.reduce((sum, { slots }) => sum + slots, 0),
    busySlots: list.reduce((sum, { busySlots }) => sum + busySlots, 0),
  };
}

function fillMinutes(counted: readonly EndedJobs[]): Monitor["lastHour"]["minutes"] {
  const byIndex = new Map(counted.map(({ index, ...figures }) => [index, figures]));
  const none = { completed: 0, failed: 0, cancelled: 0, averageWaitMilliseconds: null };
  return Array.from({ length: CHART_MINUTES }, (_, index) => byIndex.get(index) ?? none);
}
