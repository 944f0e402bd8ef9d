import { z } from "zod";
import { Uuid } from "#contracts/job.ts";
import { VideoContainer } from "#contracts/task.ts";

/** What document 000 answers; `convert.ts` makes these. */

export const RenderVideoSubmission = z
  .strictObject({
    job_id: Uuid,
    status: z.literal("queued"),
    message: z.string(),
    estimated_time: z.number().meta({ description: "Seconds." }),
  })
  .meta({ id: "RenderVideoSubmission" });
export type RenderVideoSubmission = z.infer<typeof RenderVideoSubmission>;

const Progress = z.number().min(0).max(100).meta({ description: "Percent." });
const Asked = { duration: z.number(), resolution: z.string(), format: VideoContainer };

const Unfinished = z
  .strictObject({
    job_id: Uuid,
    status: z.enum(["queued", "processing"]),
    progress: Progress,
    message: z.string(),
    ...Asked,
    estimated_time: z.number().optional().meta({ description: "Seconds, while it waits." }),
  })
  .meta({ id: "RenderVideoUnfinished" });

const Completed = z
  .strictObject({
    type: z.literal("job_complete"),
    job_id: Uuid,
    status: z.literal("completed"),
    video_url: z.url().meta({ description: "Signed, good for 7 days." }),
    thumbnail_url: z.url(),
    message: z.string(),
    ...Asked,
    progress: Progress,
  })
  .meta({ id: "RenderVideoCompleted" });

const Ended = z
  .strictObject({
    type: z.literal("error"),
    job_id: Uuid,
    status: z.enum(["failed", "cancelled"]),
    message: z.string(),
    progress: Progress,
  })
  .meta({ id: "RenderVideoEnded" });

/** Once the job has ended its status has the notification's fields. */
export const RenderVideoStatus = z
  .union([Unfinished, Completed, Ended])
  .meta({ id: "RenderVideoStatus" });
export type RenderVideoStatus = z.infer<typeof RenderVideoStatus>;

export const RenderVideoError = z
  .strictObject({ error: z.string(), message: z.string() })
  .meta({ id: "RenderVideoError" });
export type RenderVideoError = z.infer<typeof RenderVideoError>;
