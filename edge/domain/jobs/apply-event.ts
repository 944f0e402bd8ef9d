import type { JobEvent } from "#contracts/events.ts";
import type { BatchJob } from "./job.ts";
import { isTerminalJobState } from "./transitions.ts";

/**
 * The job as it is once an event of its feed has happened. An event that the job is past already
 * changes nothing, so a job may be newer than the events that are applied to it. Percent moves only
 * at the end: until then live progress tells it.
 */
export function applyEvent(job: BatchJob, event: JobEvent): BatchJob {
  if (isTerminalJobState(job.state)) return job;
  switch (event.type) {
    case "job-queued":
    case "task-requeued":
    case "task-done":
    case "job-logged":
      return job;
    case "job-started":
      if (job.state !== "queued") return job;
      return { ...job, state: "running", stage: "preparing", startedAt: event.at };
    case "task-leased":
      return { ...job, slotIndex: event.gpuIndex };
    case "task-stage-changed":
      return { ...job, stage: event.stage };
    case "job-cancelling":
      return { ...job, state: "cancelling" };
    case "job-completed":
      return { ...job, state: "completed", percent: 100, finishedAt: event.at };
    case "job-failed": {
      const { code, message } = event;
      const failure = { errorCode: code, errorMessage: message };
      return { ...job, ...failure, state: "failed", finishedAt: event.at };
    }
    case "job-cancelled":
      return { ...job, state: "cancelled", finishedAt: event.at };
  }
}
