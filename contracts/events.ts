import { z } from "zod";
import { MediaDescription } from "./task.ts";
import { OutputName } from "./task-inputs.ts";
import { Dialect, JobKind, JobPriority, TaskStage, Uuid } from "./job.ts";

/**
 * What the feeds log. Events are noun-verb, carry no links (those are signed when shown) and are
 * idempotent by `eventId`. `seq` is given by the feed that stores them.
 */
const base = {
  eventId: z.string().min(1).max(120),
  jobId: Uuid,
  dialect: Dialect,
  /** Unix milliseconds, server time. */
  at: z.int(),
};

export const OutputReference = z.strictObject({
  name: OutputName,
  assetId: Uuid,
  contentType: z.string(),
  sizeBytes: z.int(),
  sha256: z.string(),
});
export type OutputReference = z.infer<typeof OutputReference>;

export const JobEvent = z.discriminatedUnion("type", [
  z.strictObject({ ...base, type: z.literal("job-queued"), kind: JobKind }),
  z.strictObject({ ...base, type: z.literal("job-started"), taskId: Uuid, nodeId: Uuid }),
  z.strictObject({
    ...base,
    type: z.literal("task-leased"),
    taskId: Uuid,
    nodeId: Uuid,
    epoch: z.int(),
    gpuIndex: z.int(),
  }),
  z.strictObject({
    ...base,
    type: z.literal("task-stage-changed"),
    taskId: Uuid,
    epoch: z.int(),
    stage: TaskStage,
  }),
  z.strictObject({
    ...base,
    type: z.literal("task-requeued"),
    taskId: Uuid,
    epoch: z.int(),
    /** `lost`: the lease ended without an answer; `error`: the task failed on the node; `drain`: handed back. */
    cause: z.enum(["lost", "error", "drain"]),
    reason: z.string(),
  }),
  z.strictObject({ ...base, type: z.literal("task-done"), taskId: Uuid, epoch: z.int() }),
  /** A quarter of the way is done; told only of jobs whose callback asked for it. */
  z.strictObject({
    ...base,
    type: z.literal("job-progressed"),
    percent: z.union([z.literal(25), z.literal(50), z.literal(75)]),
  }),
  z.strictObject({
    ...base,
    type: z.literal("job-logged"),
    level: z.enum(["debug", "info", "warning", "error"]),
    message: z.string().max(2000),
  }),
  z.strictObject({ ...base, type: z.literal("job-priority-changed"), priority: JobPriority }),
  z.strictObject({ ...base, type: z.literal("job-cancelling") }),
  z.strictObject({
    ...base,
    type: z.literal("job-completed"),
    outputs: z.array(OutputReference),
    media: MediaDescription.nullable(),
    model: z.string(),
  }),
  z.strictObject({
    ...base,
    type: z.literal("job-failed"),
    code: z.string(),
    message: z.string(),
  }),
  z.strictObject({ ...base, type: z.literal("job-cancelled") }),
]);
export type JobEvent = z.infer<typeof JobEvent>;
export type JobEventType = JobEvent["type"];

/** What happened to an account and to none of its jobs; only the account's own feed tells it. */
export const AccountEvent = z.discriminatedUnion("type", [
  z.strictObject({
    eventId: base.eventId,
    at: base.at,
    type: z.literal("webhook-endpoint-disabled"),
    endpointId: Uuid,
    /** `failing`: it took nothing for days; `gone`: it answered 410. */
    reason: z.enum(["failing", "gone"]),
  }),
]);
export type AccountEvent = z.infer<typeof AccountEvent>;

/** Whatever a feed may log; a job's feed and a batch's hold job events alone. */
export const FeedEvent = z.discriminatedUnion("type", [
  ...JobEvent.options,
  ...AccountEvent.options,
]);
export type FeedEvent = z.infer<typeof FeedEvent>;

/** True for an event of a job. */
export function isJobEvent(event: FeedEvent): event is JobEvent {
  return "jobId" in event;
}

/** An event as a feed's subscribers see it. */
export type FeedEntry = { seq: number; event: FeedEvent };

/** The latest progress of a job: state, not history, so it has no `seq`. */
export const ProgressSnapshot = z.strictObject({
  jobId: Uuid,
  percent: z.number().min(0).max(100),
  stage: TaskStage,
  message: z.string().max(500).nullable(),
  at: z.int(),
});
export type ProgressSnapshot = z.infer<typeof ProgressSnapshot>;

const TERMINAL_EVENT_TYPES: ReadonlySet<FeedEvent["type"]> = new Set([
  "job-completed",
  "job-failed",
  "job-cancelled",
]);

/** True for the one event that ends a job's feed. */
export function isTerminalEvent(event: FeedEvent): boolean {
  return TERMINAL_EVENT_TYPES.has(event.type);
}
