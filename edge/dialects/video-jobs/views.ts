import { z } from "zod";
import { Uuid } from "#contracts/job.ts";
import { STATUS_WORDS } from "./schemas.ts";

/** What document 002 answers; `convert.ts` makes these. */

const Time = z.iso.datetime();

const VideoJobLog = z
  .strictObject({
    timestamp: Time,
    level: z.enum(["debug", "info", "warning", "error"]),
    message: z.string(),
  })
  .meta({ id: "VideoJobLog" });
export type VideoJobLog = z.infer<typeof VideoJobLog>;

export const VideoJob = z
  .strictObject({
    id: Uuid,
    userId: z.string(),
    prompt: z.string().nullable(),
    model: z.string(),
    resolution: z.string(),
    aspectRatio: z.string(),
    durationSeconds: z.number(),
    status: z.enum(STATUS_WORDS),
    statusMessage: z.string(),
    progressPercentage: z.int().min(0).max(100),
    logs: z.array(VideoJobLog),
    cloudinaryUrl: z.url().nullable().meta({ description: "Signed, good for 7 days." }),
    errorMessage: z.string().nullable(),
    tokensConsumed: z.int().meta({ description: "0 once they were given back." }),
    procedural: z.boolean().meta({
      description: "True: the embedded procedural model renders it, and no provider was called.",
    }),
    createdAt: Time,
    completedAt: Time.nullable(),
  })
  .meta({ id: "VideoJob" });
export type VideoJob = z.infer<typeof VideoJob>;

export const VideoJobList = z
  .strictObject({ jobs: z.array(VideoJob), total: z.int() })
  .meta({ id: "VideoJobList" });
export type VideoJobList = z.infer<typeof VideoJobList>;

/** `detail` is an object where tokens lack, else a text. */
export const VideoJobError = z
  .strictObject({
    detail: z.union([
      z.string(),
      z.strictObject({ message: z.string(), cost: z.int(), availableTokens: z.int() }),
    ]),
  })
  .meta({ id: "VideoJobError" });
export type VideoJobError = z.infer<typeof VideoJobError>;
