import { resample } from "../../../media/resample.ts";
import { readWav } from "../../../media/wav.ts";
import { soundSampleRate } from "../../../models/sound/sound-model.ts";
import type { FilmPlan, PlacedScene } from "../plan-film.ts";

/** All parts but the last are so long. */
export const partSamples = soundSampleRate;

/** From the first word to the last of one scene, in seconds of the film. */
export interface SpokenStretch {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Speech closer together than this counts as one: music that comes and goes with each word is no help. */
const mergeSeconds = 1.2;

/** When somebody speaks, in order. */
export function spokenStretches({ scenes }: FilmPlan): SpokenStretch[] {
  const stretches: SpokenStretch[] = [];
  for (const { scene, startSeconds } of scenes) {
    for (const word of scene.facts.speech?.words ?? []) {
      const start = startSeconds + word.startSeconds;
      const end = startSeconds + word.endSeconds;
      const last = stretches.at(-1);
      if (last !== undefined && start - last.endSeconds < mergeSeconds)
        stretches[stretches.length - 1] = { ...last, endSeconds: Math.max(last.endSeconds, end) };
      else stretches.push({ startSeconds: start, endSeconds: end });
    }
  }
  return stretches;
}

/**
 * The speech of all scenes on the film's time line, part by part. Only the scenes that sound at the
 * moment are held. Throws `media-unreadable`.
 */
export async function* narrationParts(
  { scenes }: FilmPlan,
  sampleCount: number,
): AsyncGenerator<Float32Array, void, undefined> {
  const waiting = scenes.filter(({ scene }) => scene.speechPath !== null);
  let sounding: { samples: Float32Array; firstSample: number }[] = [];
  for (let first = 0; first < sampleCount; first += partSamples) {
    const part = new Float32Array(Math.min(partSamples, sampleCount - first));
    while (waiting[0] !== undefined && startSample(waiting[0]) < first + part.length) {
      const placed = waiting.shift();
      if (placed !== undefined)
        sounding.push({ samples: await readSpeech(placed), firstSample: startSample(placed) });
    }
    for (const { samples, firstSample } of sounding) {
      for (
        let index = Math.max(0, firstSample - first);
        index < Math.min(part.length, firstSample + samples.length - first);
        index += 1
      )
        part[index] = (part[index] ?? 0) + (samples[first + index - firstSample] ?? 0);
    }
    sounding = sounding.filter(
      ({ samples, firstSample }) => firstSample + samples.length > first + part.length,
    );
    yield part;
  }
}

const startSample = ({ startSeconds }: PlacedScene): number =>
  Math.round(startSeconds * soundSampleRate);

async function readSpeech({ scene }: PlacedScene): Promise<Float32Array> {
  if (scene.speechPath === null) return new Float32Array();
  const { samples, sampleRate } = await readWav(scene.speechPath);
  return sampleRate === soundSampleRate ? samples : resample(samples, sampleRate / soundSampleRate);
}
