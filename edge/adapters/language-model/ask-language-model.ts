import { APICallError, generateText, Output, RetryError, type LanguageModel } from "ai";
import type { z } from "zod";
import { asData } from "./instructions.ts";

const TIMEOUT_MILLISECONDS = 20_000;
const MAXIMUM_OUTPUT_TOKENS = 4000;
const MAXIMUM_RETRIES = 1;

export type AskerOptions = {
  model: LanguageModel;
  /** Shown in results. */
  modelName: string;
  timeoutMilliseconds?: number;
  /** Told of every failure; gets no text of users and no secrets. */
  reportFailure(failure: { reason: string; errorName: string }): void;
};

/** Asks the model with user text as data; `shape` is what it is told, `answer` what is accepted. */
export type Asker = <Answer>(
  instructions: string,
  data: unknown,
  shape: z.ZodType,
  answer: z.ZodType<Answer>,
) => Promise<Answer>;

export function createAsker(options: AskerOptions): Asker {
  return async (instructions, data, shape, answer) => {
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
  };
}

/** Reports why the model's answer was not used, and says so in words that may be shown. */
export function explainFailure(options: AskerOptions, error: unknown): string {
  const reason = reasonOf(error);
  options.reportFailure({ reason, errorName: error instanceof Error ? error.name : "unknown" });
  return reason;
}

function reasonOf(error: unknown): string {
  const cause = RetryError.isInstance(error) ? error.lastError : error;
  if (cause instanceof Error && /^(?:TimeoutError|AbortError)$/.test(cause.name))
    return "the language model took too long";
  if (APICallError.isInstance(cause)) return "the language model is not available";
  return "the language model's answer was not usable";
}
