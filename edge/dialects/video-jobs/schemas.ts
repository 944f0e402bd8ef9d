import { z } from "zod";
import { Uuid } from "#contracts/job.ts";
import { MAXIMUM_PROMPT_CHARACTERS } from "#contracts/limits.ts";

const DURATIONS = [4, 6, 8] as const;
const DEFAULT_DURATION_SECONDS = 8;
export const MAXIMUM_REFERENCE_IMAGES = 3;
const DEFAULT_LIST_LIMIT = 50;
const MAXIMUM_LIST_LIMIT = 100;

/** Forms know only texts, so a text that says a number or a flag is as good as one. */
const duration = z
  .union(
    [z.literal(DURATIONS), z.enum(["4", "6", "8"]).transform(Number)],
    "Duration must be 4, 6 or 8 seconds",
  )
  .nullish()
  .transform((value) => value ?? DEFAULT_DURATION_SECONDS)
  .meta({ description: "Seconds: 4, 6 or 8 (default 8)." });

const flagNamed = (name: string) =>
  z
    .union(
      [z.boolean(), z.enum(["true", "false"]).transform((value) => value === "true")],
      `${name} must be 'true' or 'false'`,
    )
    .nullish()
    .transform((value) => value ?? false);

const imageNamed = (name: string) =>
  z.union(
    [Uuid, z.string().regex(/^data:image\/(?:png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}$/)],
    `${name} must be an image file, an asset id or a data URI of a PNG, JPEG or WebP image`,
  );

/**
 * Fields of `POST /api/v1/video-jobs` (document 002), of a form without its files and of JSON
 * alike. `prompt` is null where only an image says what to show.
 */
export const VideoJobFields = z.object({
  prompt: z
    .string("Prompt must be a string")
    .trim()
    .max(
      MAXIMUM_PROMPT_CHARACTERS,
      `Prompt must have at most ${MAXIMUM_PROMPT_CHARACTERS} characters`,
    )
    .nullish()
    .transform((prompt) => prompt || null)
    .meta({ description: "Either prompt or initialImage is required." }),
  model: z
    .string("Model must be a string")
    .min(1, "Model is required")
    .max(100, "Model must have at most 100 characters")
    .meta({ description: "Key of a video model of the catalogue." }),
  resolution: z.enum(["720p", "1080p"], "Resolution must be '720p' or '1080p'"),
  aspectRatio: z.enum(["16:9", "9:16"], "Aspect ratio must be '16:9' or '9:16'"),
  durationSeconds: duration,
  mockMode: flagNamed("mockMode").meta({
    description: "True: the embedded procedural model, no provider call; costs the same.",
  }),
  generateAudio: flagNamed("generateAudio"),
  initialImage: imageNamed("initialImage").nullish(),
  endFrame: imageNamed("endFrame").nullish(),
  referenceImages: z
    .array(imageNamed("referenceImages"), "referenceImages must be a list of images")
    .max(
      MAXIMUM_REFERENCE_IMAGES,
      `At most ${MAXIMUM_REFERENCE_IMAGES} reference images are allowed`,
    )
    .nullish(),
});
export type VideoJobFields = z.infer<typeof VideoJobFields>;

const file = z.string().meta({ format: "binary", description: "PNG, JPEG or WebP, up to 20 MB." });

/** The same as a form with files, for the API reference. */
export const VideoJobForm = z.object({
  ...VideoJobFields.shape,
  initialImage: file.optional(),
  endFrame: file.optional(),
  referenceImages: z.array(file).max(MAXIMUM_REFERENCE_IMAGES).optional(),
});

/** What is kept of a request; every answer is presented from it again. */
export const StoredRequest = VideoJobFields.pick({
  prompt: true,
  model: true,
  resolution: true,
  aspectRatio: true,
  durationSeconds: true,
  mockMode: true,
  generateAudio: true,
}).extend({
  /** True: the embedded model renders it, as asked or in the place of the model asked for. */
  procedural: z.boolean(),
  /** What was held for it. */
  tokens: z.int().min(0),
});
export type StoredRequest = z.infer<typeof StoredRequest>;

const wholeNumber = (name: string, minimum: number, maximum: number, value: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, `${name} must be a whole number`)
    .transform(Number)
    .pipe(
      z
        .int()
        .min(minimum, `${name} must be at least ${minimum}`)
        .max(maximum, `${name} must be at most ${maximum}`),
    )
    .default(value);

export const STATUS_WORDS = ["PENDING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"] as const;

/** Query of `GET /api/v1/video-jobs`. */
export const ListQuery = z.object({
  status_filter: z
    .enum(STATUS_WORDS, `status_filter must be one of ${STATUS_WORDS.join(", ")}`)
    .optional(),
  limit: wholeNumber("limit", 1, MAXIMUM_LIST_LIMIT, DEFAULT_LIST_LIMIT),
  offset: wholeNumber("offset", 0, 1_000_000_000, 0),
});
