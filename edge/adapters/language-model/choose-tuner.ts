import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { createWorkersAI, type WorkersAISettings } from "workers-ai-provider";
import { embeddedTuner } from "../../domain/prompts/embedded-tuner.ts";
import type { PromptTuner } from "../../domain/prompts/prompt-tuner.ts";
import {
  createLanguageModelTuner,
  type LanguageModelTunerOptions,
} from "./language-model-tuner.ts";
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

type Options = Pick<LanguageModelTunerOptions, "reportFailure"> & { timeoutMilliseconds?: number };

/** The tuner that the settings ask for: the embedded one unless a model can be reached. */
export function chooseTuner(settings: LanguageModelSettings, options: Options): PromptTuner {
  const model = createModel(settings);
  if (model === null || settings.model === null) return embeddedTuner;
  return createLanguageModelTuner({
    ...options,
    model,
    modelName: settings.model,
    fallback: embeddedTuner,
  });
}

function createModel({ model, baseUrl, apiKey, workersAi }: LanguageModelSettings) {
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
