import { APICallError, generateText, Output, RetryError, type LanguageModel } from "ai";
import type { z } from "zod";
import type { PromptTuner } from "../../domain/prompts/prompt-tuner.ts";
import {
  EnhanceAnswer,
  enhanceShape,
  UpdateAnswer,
  updateShape,
  VaryAnswer,
  varyShape,
} from "./answers.ts";
import {
  asData,
  enhanceInstructions,
  updateInstructions,
  varyInstructions,
} from "./instructions.ts";

const TIMEOUT_MILLISECONDS = 20_000;
const MAXIMUM_OUTPUT_TOKENS = 4000;
const MAXIMUM_RETRIES = 1;
/** Of a long history only the latest prompts are shown to the model. */
const MAXIMUM_AVOIDED = 30;

export type LanguageModelTunerOptions = {
  model: LanguageModel;
  /** Shown in results. */
  modelName: string;
  /** Answers when the model does not. */
  fallback: PromptTuner;
  timeoutMilliseconds?: number;
  /** Told of every failure; gets no text of users and no secrets. */
  reportFailure(failure: { reason: string; errorName: string }): void;
};

/** A tuner that asks a language model; when that fails the fallback answers, and the result says so. */
export function createLanguageModelTuner(options: LanguageModelTunerOptions): PromptTuner {
  const { fallback } = options;
  const source = { kind: "language-model", model: options.modelName } as const;

  async function ask<Answer>(
    instructions: string,
    data: unknown,
    shape: z.ZodType,
    answer: z.ZodType<Answer>,
  ): Promise<Answer> {
    const { output } = await generateText({
      model: options.model,
      instructions,
      prompt: asData(data),
      output: Output.object({ schema: shape }),
      maxOutputTokens: MAXIMUM_OUTPUT_TOKENS,
      maxRetries: MAXIMUM_RETRIES,
      abortSignal: AbortSignal.timeout(options.timeoutMilliseconds ?? TIMEOUT_MILLISECONDS),
    });
    return answer.parse(output);
  }

  async function orFallback<Result extends { source: PromptUpdateSource }>(
    attempt: () => Promise<Result>,
    otherwise: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await attempt();
    } catch (error) {
      const reason = reasonOf(error);
      options.reportFailure({ reason, errorName: error instanceof Error ? error.name : "unknown" });
      return { ...(await otherwise()), source: { kind: "embedded", fallbackReason: reason } };
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

/** Why the model's answer was not used, in words that may be shown. */
function reasonOf(error: unknown): string {
  const cause = RetryError.isInstance(error) ? error.lastError : error;
  if (cause instanceof Error && /^(?:TimeoutError|AbortError)$/.test(cause.name))
    return "the language model took too long";
  if (APICallError.isInstance(cause)) return "the language model is not available";
  return "the language model's answer was not usable";
}
