import { embeddedPlanner } from "../../domain/films/embedded-planner.ts";
import type { FilmPlanner } from "../../domain/films/film-plan.ts";
import type { AskerOptions } from "./ask-language-model.ts";
import { createModel, type LanguageModelSettings } from "./create-model.ts";
import { createLanguageModelPlanner } from "./language-model-planner.ts";

type Options = Pick<AskerOptions, "reportFailure" | "timeoutMilliseconds">;

/** The planner that the settings ask for: the embedded one unless a model can be reached. */
export function chooseFilmPlanner(settings: LanguageModelSettings, options: Options): FilmPlanner {
  const model = createModel(settings);
  if (model === null || settings.model === null) return embeddedPlanner;
  const modelName = settings.model;
  return createLanguageModelPlanner({ ...options, model, modelName, fallback: embeddedPlanner });
}
