import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { LanguageModel } from "ai";
import { createWorkersAI, type WorkersAISettings } from "workers-ai-provider";
import { limitAnswer } from "./limit-answer.ts";

/** Which language model writes prompts; a null model name means none. */
export type LanguageModelSettings = {
  model: string | null;
  /** An OpenAI-compatible server, up to and with its version (`https://…/v1`). Null: Workers AI. */
  baseUrl: string | null;
  apiKey: string | null;
  /** The platform's own models, where the deployment binds them. */
  workersAi: unknown;
};

/** The model that the settings name; null when there is none, or no way to it. */
export function createModel({
  model,
  baseUrl,
  apiKey,
  workersAi,
}: LanguageModelSettings): LanguageModel | null {
  if (model === null) return null;
  if (baseUrl !== null) {
    return createOpenAICompatible({
      name: "prompt-model",
      baseURL: baseUrl,
      ...(apiKey === null ? {} : { apiKey }),
      supportsStructuredOutputs: true,
      fetch: limitAnswer(fetch),
    }).chatModel(model);
  }
  if (workersAi === undefined || workersAi === null) return null;
  return createWorkersAI({ binding: workersAi as NonNullable<WorkersAISettings["binding"]> })(
    model,
  );
}
