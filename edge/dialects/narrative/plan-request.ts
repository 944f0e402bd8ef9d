import type { Account } from "../../domain/accounts/account-store.ts";
import { DomainError } from "../../domain/errors.ts";
import type { FilmOrder } from "../../domain/films/film-order.ts";
import { planNarrative } from "../../domain/films/plan-narrative.ts";
import type { ModelKind } from "../../domain/models/catalogue-model.ts";
import { findModel, listModels, type ModelCatalogue } from "../../domain/models/model-catalogue.ts";
import type { Services } from "../../domain/services.ts";
import { SIZES, type MovieRequest, type NarrativeRequest } from "./schemas.ts";

/** Who submits, and what goes with the request beside its body. */
export type Submission = Pick<FilmOrder, "idempotency"> & { account: Account };

/**
 * What a narrative asks for.
 *
 * @throws DomainError `invalid-request` for a model or speaker that the catalogue does not have.
 */
export function orderNarrative(
  services: Services,
  request: NarrativeRequest,
  submission: Submission,
): FilmOrder {
  const { input, webhookUrl } = request;
  const video = input.video_model ?? null;
  checkModel(services.models, "image", input.image_model, "image_model");
  if (video !== null) checkModel(services.models, "video", video, "video_model");
  return {
    ...submission,
    dialect: "narrative",
    request,
    plan: planNarrative(input.prompt_list),
    size: SIZES[input.aspect_ratio],
    ...chooseVoice(services.models, input.provider ?? null, input.speaker ?? null, {
      image: input.image_model,
      video: input.add_generative_video ? video : null,
    }),
    notes: [],
    reuse: input.cache,
    callbackUrl: webhookUrl ?? null,
  };
}

/**
 * What a movie asks for: its script is written here.
 *
 * @throws DomainError as `orderNarrative`.
 */
export async function orderMovie(
  services: Services,
  request: MovieRequest,
  submission: Submission,
): Promise<FilmOrder> {
  const { input, webhookUrl } = request;
  checkModel(services.models, "image", input.image_model, "image_model");
  checkModel(services.models, "video", input.video_model, "video_model");
  const idea = { prompt: input.prompt, durationSeconds: input.duration };
  const { plan, source } = await services.filmPlanner.plan(idea);
  const isFallback = source.kind === "embedded" && source.fallbackReason !== null;
  return {
    ...submission,
    dialect: "narrative",
    request,
    plan,
    size: SIZES[input.aspect_ratio],
    ...chooseVoice(services.models, null, null, {
      image: input.image_model,
      video: input.video_model,
    }),
    notes: isFallback ? [`The embedded planner wrote the script: ${source.fallbackReason}.`] : [],
    reuse: input.cache,
    callbackUrl: webhookUrl ?? null,
  };
}

function checkModel(catalogue: ModelCatalogue, kind: ModelKind, key: string, field: string): void {
  if (findModel(catalogue, kind, key)) return;
  const wanted = `${kind === "image" ? "an" : "a"} ${kind} model`;
  const known = listModels(catalogue, kind).map((model) => model.key);
  throw unknown(field, wanted, known);
}

function unknown(field: string, wanted: string, known: readonly string[]): DomainError {
  const message = `${field} is not ${wanted} that is known here. Known are: ${known.join(", ")}.`;
  return new DomainError("invalid-request", message, { field });
}

/** Who speaks: as asked for, else the usual speaker of the provider, else of the first one. */
function chooseVoice(
  catalogue: ModelCatalogue,
  provider: string | null,
  speaker: string | null,
  models: Pick<FilmOrder["models"], "image" | "video">,
): Pick<FilmOrder, "models" | "speaker"> {
  if (provider !== null) checkModel(catalogue, "speech", provider, "provider");
  const voices = listModels(catalogue, "speech").filter(
    ({ key }) => provider === null || key === provider,
  );
  const speakers = voices.flatMap((voice) =>
    Object.keys(voice.speakers).map((name) => ({ voice: voice.key, name })),
  );
  const wanted = speaker?.toLowerCase();
  const found = speakers.find(({ name }) => wanted === undefined || name.toLowerCase() === wanted);
  if (!found) {
    const names = speakers.map(({ name }) => name);
    throw unknown("speaker", provider === null ? "a speaker" : `a speaker of ${provider}`, names);
  }
  return { models: { ...models, voice: found.voice }, speaker: found.name };
}
