import { z } from "zod";
import { Uuid } from "#contracts/job.ts";
import { VideoContainer } from "#contracts/task.ts";

/** What document 000 answers; `convert.ts` makes these. */

const Status = z.enum(["queued", "processing", "completed", "failed", "cancelled"]);

export const RenderVideoSubmission = z
  .strictObject({
    job_id: Uuid,
    status: z.literal("queued"),
    message: z.string(),
    estimated_time: z.number().meta({ description: "Seconds." }),
  })
  .meta({ id: "RenderVideoSubmission" });
export type RenderVideoSubmission = z.infer<typeof RenderVideoSubmission>;

export const RenderVideoStatus = z
  .strictObject({
    job_id: Uuid,
    status: Status,
    progress: z.number().min(0).max(100).meta({ description: "Percent." }),
    video_url: z.url().optional().meta({ description: "Signed, good for 7 days." }),
    thumbnail_url: z.url().optional(),
    message: z.string(),
    duration: z.number(),
    resolution: z.string(),
    format: VideoContainer,
    estimated_time: z.number().optional(),
  })
  .meta({ id: "RenderVideoStatus" });
export type RenderVideoStatus = z.infer<typeof RenderVideoStatus>;

export const RenderVideoError = z
  .strictObject({ error: z.string(), message: z.string() })
  .meta({ id: "RenderVideoError" });
export type RenderVideoError = z.infer<typeof RenderVideoError>;
