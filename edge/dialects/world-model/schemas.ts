import { z } from "zod";

/** Document 001 limits a batch to one prompt a GPU, of eight. */
const MAXIMUM_BATCH_PROMPTS = 8;
const MAXIMUM_PROMPT_CHARACTERS = 4000;

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
