import type { JobEvent } from "#contracts/events.ts";
import type { BatchJob } from "./job.ts";
import { isTerminalJobState } from "./transitions.ts";

/**
 * The job as it is once an event of its feed has happened. An event that the job is past already
 * changes nothing, so a job may be newer than the events that are applied to it. Percent moves only
 * at the end: until then live progress tells it. Times stay as they are.
 */
export function applyEvent(job: BatchJob, event: JobEvent): BatchJob {
  if (isTerminalJobState(job.state)) return job;
  switch (event.type) {
    case "job-queued":
    case "job-priority-changed":
    case "task-requeued":
    case "task-done":
    case "job-logged":
      return job;
    case "job-started":
      return asRunning(job);
    case "job-progressed":
      return { ...asRunning(job), percent: Math.max(job.percent, event.percent) };
    case "task-leased":
      return { ...asRunning(job), slotIndex: event.gpuIndex };
    case "task-stage-changed":
      return { ...asRunning(job), stage: event.stage };
    case "job-cancelling":
      return { ...job, state: "cancelling" };
    case "job-completed":
      return { ...job, state: "completed", percent: 100 };
    case "job-failed": {
      const { code, message } = event;
      const failure = { errorCode: code, errorMessage: message };
      return { ...job, ...failure, state: "failed" };
    }
    case "job-cancelled":
      return { ...job, state: "cancelled" };
  }
}

/**
 * The job as it is once it runs. A report of a node may be logged before the start itself is, since
 * that has to be told by the outbox.
 */
export function asRunning(job: BatchJob): BatchJob {
  return job.state === "queued" ? { ...job, state: "running", stage: "preparing" } : job;
}
