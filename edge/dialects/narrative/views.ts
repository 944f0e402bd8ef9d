import { z } from "zod";
import { ModelKind } from "../../domain/models/catalogue-model.ts";
import { Uuid } from "#contracts/job.ts";

/** What document 004 answers; `convert.ts` makes these. */

export const NarrativeSubmission = z
  .strictObject({ request_id: Uuid })
  .meta({ id: "NarrativeSubmission" });
export type NarrativeSubmission = z.infer<typeof NarrativeSubmission>;

const link = z.url().meta({ description: "Signed, good for 7 days." });
const seconds = z.number().min(0).meta({ description: "Seconds from the film's start." });

export const NarrativeResult = z
  .strictObject({
    videoUrl: link,
    thumbnailUrl: link,
    captionsUrl: link.nullable().meta({ description: "WebVTT." }),
    captions: z.strictObject({ srt: link.nullable(), vtt: link.nullable() }),
    scenes: z.array(
      z.strictObject({
        text: z.string().nullable(),
        start: seconds,
        end: seconds,
        image: link.nullable().meta({ description: "The scene's still." }),
      }),
    ),
    durationSeconds: z.number().min(0),
    procedural: z.boolean().meta({
      description: "True: embedded models made pictures or speech, and no provider was called.",
    }),
  })
  .meta({ id: "NarrativeResult" });
export type NarrativeResult = z.infer<typeof NarrativeResult>;

export const NarrativeStatus = z
  .strictObject({
    status: z.enum(["PENDING", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELLED"]),
    progress: z.int().min(0).max(100).meta({ description: "Percent; it never falls." }),
    result: NarrativeResult.optional(),
    message: z.string(),
  })
  .meta({ id: "NarrativeStatus" });
export type NarrativeStatus = z.infer<typeof NarrativeStatus>;

export const ModelList = z
  .strictObject({
    models: z.array(
      z.strictObject({
        key: z.string(),
        type: ModelKind,
        provider: z.string(),
        name: z.string(),
        isExpressModel: z.boolean(),
        tokens: z.number().meta({
          description: "What one image, one second of video or one spoken line costs.",
        }),
        servedBy: z.string().nullable().meta({
          description: "Who serves the key of a model that its vendor has retired.",
        }),
        speakers: z.array(z.string()).optional(),
      }),
    ),
  })
  .meta({ id: "NarrativeModels" });
export type ModelList = z.infer<typeof ModelList>;

export const NarrativeError = z
  .strictObject({ message: z.string() })
  .meta({ id: "NarrativeError" });
export type NarrativeError = z.infer<typeof NarrativeError>;
