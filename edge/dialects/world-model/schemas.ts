import { z } from "zod";
import { MAXIMUM_PROMPT_CHARACTERS, MAXIMUM_PROMPT_VARIATIONS } from "#contracts/limits.ts";

/** Document 001 limits a batch to one prompt a GPU, of eight. */
const MAXIMUM_BATCH_PROMPTS = 8;
/** What one request may select of the history. */
const MAXIMUM_SELECTED = 100;

const promptNamed = (name: string) =>
  z
    .string(`${name} is required and must be a string.`)
    .trim()
    .min(1, `${name} must not be empty.`)
    .max(
      MAXIMUM_PROMPT_CHARACTERS,
      `${name} must have at most ${MAXIMUM_PROMPT_CHARACTERS} characters.`,
    );

/** Body of `POST /api/video/single_inference`; also what each job of a batch keeps. */
export const SingleInferenceRequest = z.object({ prompt: promptNamed("prompt") });
export type SingleInferenceRequest = z.infer<typeof SingleInferenceRequest>;

/** Body of `POST /api/video/batch_inference`. */
export const BatchInferenceRequest = z.object({
  prompts: z
    .array(promptNamed("Each of prompts"), "prompts is required and must be an array of strings.")
    .min(1, "prompts must hold at least one prompt.")
    .max(MAXIMUM_BATCH_PROMPTS, `prompts must hold at most ${MAXIMUM_BATCH_PROMPTS} prompts.`),
});

/** Body of `POST /api/initialize`. */
export const InitializeRequest = z.object({ prompt: promptNamed("prompt") });

/** Body of `POST /api/update`. */
export const UpdateRequest = z.object({ user_request: promptNamed("user_request") });

/** Body of `POST /api/enhance`. */
export const EnhanceRequest = z.object({ rough_prompt: promptNamed("rough_prompt") });

/** Body of `POST /api/generate-variations`. No index selected means the current prompt. */
export const VariationsRequest = z.object({
  selected_indices: z
    .array(
      z.int("selected_indices must hold whole numbers.").min(0, "selected_indices start at 0."),
      "selected_indices is required and must be an array.",
    )
    .max(MAXIMUM_SELECTED, `selected_indices must name at most ${MAXIMUM_SELECTED} entries.`),
  total_count: z
    .int("total_count is required and must be a whole number.")
    .min(1, "total_count must be at least 1.")
    .max(MAXIMUM_PROMPT_VARIATIONS, `total_count must be at most ${MAXIMUM_PROMPT_VARIATIONS}.`),
});

/** Query of the sockets. */
export const SocketQuery = z.object({
  after: z
    .string()
    .regex(/^\d{1,15}$/, "after must be the last seq that you have.")
    .transform(Number)
    .optional()
    .meta({ description: "The last `seq` you have; what came after it follows." }),
  ticket: z.string().max(200, "The ticket is not valid (any more).").optional(),
});
