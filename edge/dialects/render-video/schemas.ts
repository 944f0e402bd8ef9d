import { z } from "zod";
import { VideoContainer } from "#contracts/task.ts";

const MAXIMUM_PROMPT_CHARACTERS = 4000;
const MAXIMUM_DURATION_SECONDS = 120;

/**
 * Body of `POST /api/v1/render-video` (document 000). Only `callback_url` is optional; fields the
 * document does not name change nothing.
 */
export const RenderVideoRequest = z.object({
  prompt: z
    .string("The prompt parameter is required and must be a string.")
    .trim()
    .min(1, "The prompt parameter must not be empty.")
    .max(
      MAXIMUM_PROMPT_CHARACTERS,
      `The prompt parameter must have at most ${MAXIMUM_PROMPT_CHARACTERS} characters.`,
    ),
  resolution: z.enum(
    ["720p", "1080p"],
    "The resolution parameter is invalid. Please use '720p' or '1080p'.",
  ),
  duration: z
    .number("The duration parameter is required and must be a number of seconds.")
    .min(1, "The duration parameter must be at least 1 second.")
    .max(
      MAXIMUM_DURATION_SECONDS,
      `The duration parameter must be at most ${MAXIMUM_DURATION_SECONDS} seconds.`,
    ),
  format: z.enum(
    VideoContainer.options,
    "The format parameter is invalid. Please use 'mp4', 'avi', 'webm' or 'mov'.",
  ),
  callback_url: z
    .string("The callback_url parameter must be a URL.")
    .max(2000, "The callback_url parameter must have at most 2000 characters.")
    .nullish(),
});
export type RenderVideoRequest = z.infer<typeof RenderVideoRequest>;

/** The first message on `/notifications`. `after` replays what came after that `seq`. */
export const SubscribeMessage = z.object({
  type: z.literal("subscribe"),
  api_key: z.string().min(1).max(4096),
  progress: z.boolean().default(false),
  after: z.int().min(0).optional(),
});
