import { z } from "zod";

/** The five published dialects a job can be submitted through, and our own native one. */
export const Dialect = z.enum([
  "render-video",
  "world-model",
  "video-jobs",
  "velocity",
  "narrative",
  "native",
]);
export type Dialect = z.infer<typeof Dialect>;

/** What a client asked for. One domain function plans the tasks of each kind. */
export const JobKind = z.enum([
  "generate-video",
  "inspect-template",
  "inspect-audio",
  "render-template",
  "make-film",
]);
export type JobKind = z.infer<typeof JobKind>;

/** Core job states; every dialect maps them to its own words. */
export const JobState = z.enum([
  "queued",
  "running",
  "cancelling",
  "completed",
  "failed",
  "cancelled",
]);
export type JobState = z.infer<typeof JobState>;

/**
 * A job's place among those of its account: higher goes first, 0 unless changed. Each five minutes
 * of waiting count like one more, so that a low one has its turn too.
 */
export const JobPriority = z.int().min(-10).max(10);

/** States that a job never leaves. */
export type TerminalJobState = Extract<JobState, "completed" | "failed" | "cancelled">;

/** Core task states. `waiting` has unfinished dependencies; `leased` carries an epoch. */
export const TaskState = z.enum(["waiting", "ready", "leased", "done", "failed", "cancelled"]);
export type TaskState = z.infer<typeof TaskState>;

/** Where in its work a leased task is. */
export const TaskStage = z.enum(["preparing", "generating", "encoding", "uploading", "verifying"]);
export type TaskStage = z.infer<typeof TaskStage>;

/** Ids are lower-case UUIDs, version 7 where we mint them, so that they sort by time. */
export const Uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
