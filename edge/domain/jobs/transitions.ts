import type { JobState, TaskState, TerminalJobState } from "#contracts/job.ts";

/**
 * Which state may follow which. The SQL that changes a state names the states it may change in its
 * WHERE clause; a test compares every such statement's effect with these two tables.
 */
export const JOB_TRANSITIONS: Readonly<Record<JobState, readonly JobState[]>> = {
  queued: ["running", "cancelling", "failed"],
  running: ["cancelling", "completed", "failed"],
  cancelling: ["cancelled"],
  completed: [],
  failed: [],
  cancelled: [],
};

export const TASK_TRANSITIONS: Readonly<Record<TaskState, readonly TaskState[]>> = {
  waiting: ["ready", "failed", "cancelled"],
  ready: ["leased", "failed", "cancelled"],
  leased: ["ready", "done", "failed", "cancelled"],
  done: [],
  failed: [],
  cancelled: [],
};

/** True when the job can never change again. */
export function isTerminalJobState(state: JobState): state is TerminalJobState {
  return JOB_TRANSITIONS[state].length === 0;
}
