import type { JobState, TaskState } from "#contracts/job.ts";

/** Faults that hit one port call of the domain. */
const CALL_FAULTS = [
  "crash-before-call",
  "crash-after-call",
  "call-refused",
  "reply-lost",
  "call-delayed",
  "object-reset",
] as const;

/** Faults that happen to a message, a request, an object or a machine. */
const OTHER_FAULTS = [
  "request-lost",
  "answer-lost",
  "request-doubled",
  "message-doubled",
  "message-delayed",
  "storage-reply-lost",
  "bytes-corrupted",
  "object-evicted",
  "pool-wiped",
  "alarm-doubled",
  "alarm-dropped",
  "socket-closed",
  "clock-skewed",
  "node-paused",
  "node-restarted",
  "node-drained",
  "node-revoked",
  "node-stuck",
  "task-error",
  "webhook-failed",
  "webhook-slow",
] as const;

export const FAULT_KINDS = [...CALL_FAULTS, ...OTHER_FAULTS];
export type FaultKind = (typeof FAULT_KINDS)[number];

/** `fault × task state` and `fault × job state`, and how often each was met. */
export type FaultCounts = Record<string, number>;

const JOB_STATES: readonly JobState[] = [
  "queued",
  "running",
  "cancelling",
  "completed",
  "failed",
  "cancelled",
];
const TASK_STATES: readonly TaskState[] = [
  "waiting",
  "ready",
  "leased",
  "done",
  "failed",
  "cancelled",
];

const LIVE_JOBS: readonly JobState[] = ["queued", "running", "cancelling"];
const HELD: readonly (JobState | TaskState)[] = ["running", "cancelling", "leased"];
const ENDED: readonly (JobState | TaskState)[] = ["completed", "failed", "cancelled"];

/** States in which a fault can meet a job; every other fault can meet all of them. */
const POSSIBLE_STATES: Partial<Record<FaultKind, readonly (JobState | TaskState)[]>> = {
  "storage-reply-lost": ["running", "leased"],
  "bytes-corrupted": ["running", "leased"],
  "node-paused": HELD,
  "node-restarted": HELD,
  "node-drained": HELD,
  "node-revoked": HELD,
  "node-stuck": ["running", "leased"],
  "task-error": ["running", "leased"],
  "webhook-failed": [...ENDED, "done"],
  "webhook-slow": [...ENDED, "done"],
  "pool-wiped": [...LIVE_JOBS, "waiting", "ready", "leased", "done"],
  "alarm-doubled": [...LIVE_JOBS, "waiting", "ready", "leased", "done"],
  "alarm-dropped": [...LIVE_JOBS, "waiting", "ready", "leased", "done"],
};

/** The states of jobs and of tasks in which a fault can meet them. */
export function possibleStates(fault: FaultKind): { job: JobState[]; task: TaskState[] } {
  const possible = POSSIBLE_STATES[fault];
  const isPossible = (state: JobState | TaskState) => !possible || possible.includes(state);
  return { job: JOB_STATES.filter(isPossible), task: TASK_STATES.filter(isPossible) };
}

/** Every combination that a run must meet. */
export function possibleCombinations(): string[] {
  return FAULT_KINDS.flatMap((fault) => {
    const { job, task } = possibleStates(fault);
    return [
      ...job.map((state) => combination(fault, "job", state)),
      ...task.map((state) => combination(fault, "task", state)),
    ];
  });
}

export function combination(fault: FaultKind, of: "job" | "task", state: string): string {
  return `${fault} × ${of} ${state}`;
}
