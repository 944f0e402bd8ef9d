import { z } from "zod";
import { MAXIMUM_PROMPT_CHARACTERS, MAXIMUM_PROMPT_VARIATIONS } from "#contracts/limits.ts";

const MAXIMUM_CHANGES = 12;
const MAXIMUM_CHANGE_CHARACTERS = 200;

/** One line of plain text: control and direction characters of a model's answer become spaces. */
export const line = (maximum: number) =>
  z
    .string()
    .max(maximum)
    .transform((text) => text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim())
    .pipe(z.string().min(1));

const prompt = line(MAXIMUM_PROMPT_CHARACTERS);

/** What a model may answer; anything else counts as a failure of the model. */
export const UpdateAnswer = z.object({
  prompt,
  changes: z.array(line(MAXIMUM_CHANGE_CHARACTERS)).max(MAXIMUM_CHANGES),
});
export const EnhanceAnswer = z.object({ prompt });
export const VaryAnswer = z.object({
  prompts: z.array(prompt).min(1).max(MAXIMUM_PROMPT_VARIATIONS),
});

/** The shapes that are asked for: transforms cannot be told to a model. */
export const updateShape = z.object({ prompt: z.string(), changes: z.array(z.string()) });
export const enhanceShape = z.object({ prompt: z.string() });
export const varyShape = z.object({ prompts: z.array(z.string()) });
