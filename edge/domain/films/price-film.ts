import type { JobPrice } from "../jobs/job.ts";
import type { FilmScene } from "../jobs/plans/job-work.ts";
import type { ModelCatalogue } from "../models/model-catalogue.ts";
import { countWords, secondsToSpeak } from "./cut-scenes.ts";

/**
 * What a film's scenes cost that are still to be made: each the account's `perScene`, and what the
 * models cost that really make it.
 */
export function priceFilm(
  catalogue: ModelCatalogue,
  scenes: readonly FilmScene[],
  perScene: number,
): JobPrice {
  const tokensOf = (key: string) => catalogue.get(key)?.tokens ?? 0;
  const amounts = scenes.map((scene) => {
    if (scene.kind === "made") return 0;
    const { imageModel, videoModel, voice, narration, durationSeconds } = scene.parameters;
    const seconds = durationSeconds ?? secondsToSpeak(countWords(narration ?? ""));
    return (
      perScene +
      tokensOf(imageModel) +
      (videoModel === null ? 0 : tokensOf(videoModel) * seconds) +
      (voice === null ? 0 : tokensOf(voice.model))
    );
  });
  const amount = Math.ceil(amounts.reduce((sum, tokens) => sum + tokens, 0));
  return { currency: "tokens", amount };
}
