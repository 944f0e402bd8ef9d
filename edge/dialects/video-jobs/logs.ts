import type { JobEvent } from "#contracts/events.ts";
import type { TaskStage } from "#contracts/job.ts";
import type { Job } from "../../domain/jobs/job.ts";
import type { StoredRequest } from "./schemas.ts";
import type { VideoJobLog } from "./views.ts";

/** The first lines of every job's logs. */
export function openingLogs({ createdAt, notice }: Pick<Job, "createdAt" | "notice">) {
  const created = line(createdAt, "info", "📝 Job created");
  return notice === null ? [created] : [created, line(createdAt, "warning", `⚠️ ${notice}`)];
}

/**
 * A job's log lines, made from what its feed has. The first ones stand even where the feed was
 * forgotten or has not begun; lines of the node stand as the node wrote them.
 */
export function presentLogs(
  job: Pick<Job, "createdAt" | "notice">,
  events: readonly JobEvent[],
  request: StoredRequest,
): VideoJobLog[] {
  // A node's word may reach the feed before the edge has told that the job was started.
  const inOrder = events.toSorted((a, b) => a.at - b.at);
  return [...openingLogs(job), ...inOrder.flatMap((event) => presentEvent(event, request) ?? [])];
}

function presentEvent(event: JobEvent, request: StoredRequest): VideoJobLog | null {
  const { at } = event;
  switch (event.type) {
    case "job-queued":
    case "job-priority-changed":
    case "task-leased":
    case "task-done":
    case "job-progressed":
      return null;
    case "job-started":
      return line(at, "info", "🚀 Starting video generation");
    case "task-stage-changed": {
      const message = describeStage(event.stage, request);
      return message === null ? null : line(at, "info", message);
    }
    case "task-requeued":
      return line(at, "warning", `🔁 Trying again: ${event.reason}`);
    case "job-logged":
      return line(at, event.level, event.message);
    case "job-cancelling":
      return line(at, "info", "🛑 Cancelling");
    case "job-completed":
      return line(at, "info", "✅ Video generation completed successfully!");
    case "job-failed":
      return line(at, "error", `❌ ${event.message}`);
    case "job-cancelled":
      return line(at, "info", "🛑 Job cancelled");
  }
}

/** Says who renders, and never claims a call: a node that calls a provider writes so itself. */
function describeStage(stage: TaskStage, request: StoredRequest): string | null {
  switch (stage) {
    case "preparing":
      return null;
    case "generating":
      return describeModel(request);
    case "encoding":
      return "🎞️ Encoding video";
    case "uploading":
      return "📤 Uploading video";
    case "verifying":
      return "🔎 Verifying video";
  }
}

function describeModel({ procedural, mockMode, model }: StoredRequest): string {
  if (!procedural) return `🎬 Generating video with ${model}`;
  const reason = mockMode ? "mock mode" : `no node offers ${model}`;
  return `🎬 Rendering with the embedded procedural model (${reason})`;
}

function line(at: number, level: VideoJobLog["level"], message: string): VideoJobLog {
  return { timestamp: new Date(at).toISOString(), level, message };
}
