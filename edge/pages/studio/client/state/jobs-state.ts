import type { EventMessage, ProgressMessage } from "../../../../dialects/native/event-views.ts";
import type { JobPage, JobView } from "../api/jobs.ts";

/** A job as its card shows it; `message` is what its node said last. */
export type ShownJob = JobView & { message: string | null };

export type JobsState = {
  /** Newest first. */
  jobs: readonly ShownJob[];
  nextCursor: string | null;
  loaded: boolean;
};

export type JobsAction =
  | { type: "cleared" }
  | { type: "first-page"; page: JobPage }
  | { type: "next-page"; page: JobPage }
  | { type: "job-read"; job: JobView }
  | { type: "removed"; id: string }
  | { type: "told"; message: EventMessage | ProgressMessage };

export const NO_JOBS: JobsState = { jobs: [], nextCursor: null, loaded: false };

/** What the list is after something was read or told. */
export function reduceJobs(state: JobsState, action: JobsAction): JobsState {
  switch (action.type) {
    case "cleared":
      return NO_JOBS;
    case "first-page":
      return takeFirstPage(state, action.page);
    case "next-page": {
      const { items, nextCursor } = action.page;
      return { jobs: merge(state.jobs, items), nextCursor, loaded: true };
    }
    case "job-read":
      return { ...state, jobs: merge(state.jobs, [action.job]) };
    case "removed":
      return { ...state, jobs: state.jobs.filter(({ id }) => id !== action.id) };
    case "told":
      return { ...state, jobs: tell(state.jobs, action.message) };
  }
}

export function isEnded(state: JobView["state"]): boolean {
  return state === "completed" || state === "failed" || state === "cancelled";
}

/** Jobs of the range that the page covers and that it lacks are gone; older pages stay. */
function takeFirstPage(state: JobsState, { items, nextCursor }: JobPage): JobsState {
  const oldest = items.at(-1)?.id;
  const isWhole = nextCursor === null;
  const older = isWhole || oldest === undefined ? [] : state.jobs.filter(({ id }) => id < oldest);
  const known = state.jobs.filter(({ id }) => items.some((item) => item.id === id));
  return {
    jobs: [...merge(known, items), ...older],
    nextCursor: older.length > 0 ? state.nextCursor : nextCursor,
    loaded: true,
  };
}

/** Jobs that did not change stay the same objects, so that their cards are not drawn anew. */
function merge(jobs: readonly ShownJob[], read: readonly JobView[]): ShownJob[] {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  for (const job of read) byId.set(job.id, mergeOne(byId.get(job.id), job));
  return [...byId.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1));
}

function mergeOne(known: ShownJob | undefined, read: JobView): ShownJob {
  if (!known) return { ...read, message: null };
  // What was told is newer than what a slower answer says.
  if (isEnded(known.state) && !isEnded(read.state)) return known;
  const keepsProgress = known.state === read.state && known.percent > read.percent;
  const next = {
    ...known,
    ...read,
    percent: keepsProgress ? known.percent : read.percent,
    stage: keepsProgress ? known.stage : read.stage,
  };
  return JSON.stringify(next) === JSON.stringify(known) ? known : next;
}

type Told = EventMessage | ProgressMessage;
type ToldOfJob = Extract<Told, { jobId: string }>;

function tell(jobs: readonly ShownJob[], message: Told): readonly ShownJob[] {
  if (!("jobId" in message)) return jobs;
  return jobs.map((job) => (job.id === message.jobId ? tellOne(job, message) : job));
}

function tellOne(job: ShownJob, message: ToldOfJob): ShownJob {
  if (isEnded(job.state)) return job;
  const { at } = message;
  switch (message.type) {
    case "progress":
      return {
        ...job,
        percent: Math.max(job.percent, message.percent),
        stage: message.stage,
        message: message.message,
      };
    case "job-started":
      return { ...job, state: "running", stage: "preparing", startedAt: at };
    case "task-stage-changed":
      return { ...job, stage: message.stage };
    case "job-progressed":
      return { ...job, percent: Math.max(job.percent, message.percent) };
    case "job-cancelling":
      return { ...job, state: "cancelling" };
    case "job-completed":
      return { ...job, state: "completed", stage: null, percent: 100, finishedAt: at };
    case "job-failed": {
      const error = { code: message.code, message: message.message };
      return { ...job, state: "failed", stage: null, error, finishedAt: at };
    }
    case "job-cancelled":
      return { ...job, state: "cancelled", stage: null, finishedAt: at };
    case "job-queued":
    case "job-priority-changed":
    case "job-logged":
    case "task-leased":
    case "task-requeued":
    case "task-done":
      return job;
  }
}
