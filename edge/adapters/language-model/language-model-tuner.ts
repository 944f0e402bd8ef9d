import type { PromptTuner } from "../../domain/prompts/prompt-tuner.ts";
import {
  EnhanceAnswer,
  enhanceShape,
  UpdateAnswer,
  updateShape,
  VaryAnswer,
  varyShape,
} from "./answers.ts";
import { createAsker, explainFailure, type AskerOptions } from "./ask-language-model.ts";
import { enhanceInstructions, updateInstructions, varyInstructions } from "./instructions.ts";

/** Of a long history only the latest prompts are shown to the model. */
const MAXIMUM_AVOIDED = 30;

export type LanguageModelTunerOptions = AskerOptions & {
  /** Answers when the model does not. */
  fallback: PromptTuner;
};

/** A tuner that asks a language model; when that fails the fallback answers, and the result says so. */
export function createLanguageModelTuner(options: LanguageModelTunerOptions): PromptTuner {
  const { fallback } = options;
  const source = { kind: "language-model", model: options.modelName } as const;

  const ask = createAsker(options);

  async function orFallback<Result extends { source: PromptUpdateSource }>(
    attempt: () => Promise<Result>,
    otherwise: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await attempt();
    } catch (error) {
      const fallbackReason = explainFailure(options, error);
      return { ...(await otherwise()), source: { kind: "embedded", fallbackReason } };
    }
  }

  return {
    update: (input) =>
      orFallback(
        async () => {
          const answer = await ask(updateInstructions, input, updateShape, UpdateAnswer);
          // A change that is told but not made is no change; one that is made but not told is told.
          if (answer.prompt === input.prompt.trim()) {
            return {
              prompt: input.prompt,
              changes: [],
              notes: ["The request changes nothing."],
              source,
            };
          }
          const changes = answer.changes.length > 0 ? answer.changes : ["Rewrote the prompt"];
          return { prompt: answer.prompt, changes, notes: [], source };
        },
        () => fallback.update(input),
      ),
    enhance: (input) =>
      orFallback(
        async () => ({
          ...(await ask(enhanceInstructions, input, enhanceShape, EnhanceAnswer)),
          source,
        }),
        () => fallback.enhance(input),
      ),
    vary: (input) =>
      orFallback(
        async () => {
          const data = {
            bases: input.bases,
            avoid: input.avoid.slice(-MAXIMUM_AVOIDED),
            count: input.count,
          };
          const { prompts } = await ask(varyInstructions, data, varyShape, VaryAnswer);
          const taken = new Set([...input.bases, ...input.avoid].map(fold));
          const fresh = prompts.filter(
            (prompt) => !taken.has(fold(prompt)) && taken.add(fold(prompt)),
          );
          if (fresh.length < input.count) throw new TooFewVariationsError();
          return { prompts: fresh.slice(0, input.count), source };
        },
        () => fallback.vary(input),
      ),
  };
}

type PromptUpdateSource = Awaited<ReturnType<PromptTuner["update"]>>["source"];

class TooFewVariationsError extends Error {
  override readonly name = "TooFewVariationsError";
}

const fold = (prompt: string): string =>
  prompt
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
