import { embeddedTuner } from "../../domain/prompts/embedded-tuner.ts";
import type { PromptTuner } from "../../domain/prompts/prompt-tuner.ts";
import {
  createLanguageModelTuner,
  type LanguageModelTunerOptions,
} from "./language-model-tuner.ts";
import { createModel, type LanguageModelSettings } from "./create-model.ts";

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
