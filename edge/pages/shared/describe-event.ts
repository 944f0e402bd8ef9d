import type { TaskStage } from "#contracts/job.ts";

/** The parts of a job's events that a line of a log is made of. */
export type LoggedEvent =
  | { type: "job-queued" | "job-started" | "job-cancelling" | "job-completed" | "job-cancelled" }
  | { type: "job-priority-changed"; priority: number }
  | { type: "job-progressed" | "task-leased" | "task-done" | "webhook-endpoint-disabled" }
  | { type: "task-stage-changed"; stage: TaskStage }
  | { type: "task-requeued"; reason: string }
  | { type: "job-logged"; level: LogLevel; message: string }
  | { type: "job-failed"; message: string };

export type LogLevel = "debug" | "info" | "warning" | "error";

/** What somebody who looks at a job reads of an event; null for those that say nothing to them. */
export function describeEvent(event: LoggedEvent): { level: LogLevel; message: string } | null {
  switch (event.type) {
    case "job-queued":
      return { level: "info", message: "Queued" };
    case "job-started":
      return { level: "info", message: "A node began to work on it" };
    case "task-stage-changed":
      return { level: "info", message: STAGE_WORDS[event.stage] };
    case "task-requeued":
      return { level: "warning", message: `Trying again: ${event.reason}` };
    case "job-priority-changed":
      return { level: "info", message: `Priority ${event.priority}` };
    case "job-logged":
      return { level: event.level, message: event.message };
    case "job-cancelling":
      return { level: "info", message: "Cancelling" };
    case "job-completed":
      return { level: "info", message: "Finished" };
    case "job-failed":
      return { level: "error", message: event.message };
    case "job-cancelled":
      return { level: "info", message: "Cancelled" };
    case "job-progressed":
    case "webhook-endpoint-disabled":
    case "task-leased":
    case "task-done":
      return null;
  }
}

export const STAGE_WORDS: Record<TaskStage, string> = {
  preparing: "Preparing",
  generating: "Generating pictures",
  encoding: "Encoding",
  uploading: "Uploading",
  verifying: "Verifying",
};
