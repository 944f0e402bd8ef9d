import { hashText } from "#contracts/prompt/hash-text.ts";
import { DomainError } from "../errors.ts";
import type { FailureReason, Job } from "../jobs/job.ts";
import type { FilmScene } from "../jobs/plans/job-work.ts";
import { submitJob } from "../jobs/submit-job.ts";
import { chooseModels, describeLack, type ModelChoice } from "../models/choose-models.ts";
import type { Services } from "../services.ts";
import type { FilmOrder, FilmSummary } from "./film-order.ts";
import { FILM_FRAMES_PER_SECOND } from "./film-plan.ts";
import { findMadeScenes, prepareScenes } from "./film-scenes.ts";
import { priceFilm } from "./price-film.ts";

/**
 * Submits a film: one task for each scene that no earlier film of the account has, and the
 * assembly. Models that nobody can serve fail the job at once: it is accepted, and its end says why.
 *
 * @throws DomainError as `submitJob`.
 */
export async function submitFilm(services: Services, order: FilmOrder): Promise<Job> {
  const wanted = wantedModels(order);
  const chosen = await chooseModels(services, order.account.pool, {
    taskKind: "render-scene",
    wanted,
  });
  const choices: ModelChoice[] =
    "choices" in chosen
      ? chosen.choices
      : wanted.map((key) => ({ wanted: key, model: key, standIn: "none" }));
  const keyed = await prepareScenes(services, order, choices);
  const anew = keyed.map((scene) => ({ kind: "new", ...scene }) as const);
  const scenes = order.reuse ? await findMadeScenes(services, order.account.id, keyed) : anew;
  const lack = describeLack(chosen);
  const failsAtOnce = scenes.some(({ kind }) => kind === "new") ? lack : null;
  return submitScenes(services, order, { choices, failsAtOnce }, scenes).catch((error: unknown) => {
    // A scene that was there a moment ago may be gone by now.
    if (!isInputGone(error) || scenes.every(({ kind }) => kind === "new")) throw error;
    return submitScenes(services, order, { choices, failsAtOnce: lack }, anew);
  });
}

function wantedModels({ models, plan }: FilmOrder): string[] {
  const speaks = plan.scenes.some(({ narration }) => narration !== null);
  const keys = [models.image, models.video, speaks ? models.voice : null];
  return keys.filter((key) => key !== null);
}

function isInputGone(error: unknown): boolean {
  return error instanceof DomainError && error.code === "invalid-request";
}

async function submitScenes(
  services: Services,
  order: FilmOrder,
  { choices, failsAtOnce }: { choices: readonly ModelChoice[]; failsAtOnce: FailureReason | null },
  scenes: readonly FilmScene[],
): Promise<Job> {
  const { account, dialect, plan, callbackUrl, idempotency } = order;
  const captions = plan.scenes.map(({ narration }) => narration);
  const film: FilmSummary = {
    scenes: captions,
    reused: scenes.filter(({ kind }) => kind === "made").length,
    models: [...choices],
    notes: [...order.notes],
  };
  const { job } = await submitJob(services, {
    account,
    dialect,
    request: { ...order.request, film },
    work: {
      kind: "make-film",
      scenes,
      assembly: {
        captions,
        burnCaptions: true,
        crossFadeSeconds: plan.crossFadeSeconds,
        targetSeconds: plan.targetSeconds,
        musicPrompt: plan.musicPrompt,
        title: plan.title,
        ...order.size,
        framesPerSecond: FILM_FRAMES_PER_SECOND,
        seed: hashText(`${account.id}\n${JSON.stringify(plan)}`),
      },
    },
    callbackUrl,
    callbackProgress: callbackUrl !== null,
    price: priceFilm(services.models, scenes, account.limits.narrativeTokensPerScene),
    failsAtOnce,
    idempotency,
  });
  return job;
}
