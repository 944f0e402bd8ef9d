import { StateFilter } from "../../sound/procedural/filters.ts";
import { measureLoudness } from "../../sound/procedural/measure-loudness.ts";

/** What a voice alone is set to, in LUFS. */
const targetLoudness = -18;
const ceiling = 0.84;
const knee = 0.5;
/** The engine's voices are all duller than people are. */
const usualBrightnessDecibels = 3;

/**
 * Makes an engine's raw voice pleasant: takes away rumble and offset, lifts the warmth and the
 * highs a little, tames what booms, and sets the loudness. Works in place.
 */
export function polishSpeech(samples: Float32Array, brightnessDecibels: number): void {
  const rumble = new StateFilter(72, 0.7);
  const boom = new StateFilter(230, 0.7);
  const clarity = new StateFilter(3100, 0.7);
  const highs = new StateFilter(5200, 0.6);
  const presence = 10 ** ((usualBrightnessDecibels + brightnessDecibels) / 20) - 1;
  for (let index = 0; index < samples.length; index += 1) {
    rumble.run(samples[index] ?? 0);
    boom.run(rumble.high);
    clarity.run(rumble.high);
    highs.run(rumble.high);
    samples[index] =
      rumble.high - 0.24 * boom.band + 0.6 * presence * clarity.band + presence * highs.high;
  }
  const loudness = measureLoudness({ left: samples, right: samples });
  if (!Number.isFinite(loudness)) return;
  const gain = 10 ** ((targetLoudness - loudness) / 20);
  for (let index = 0; index < samples.length; index += 1)
    samples[index] = roundOff((samples[index] ?? 0) * gain);
}

/** Straight up to the knee, then bent so that it never reaches the ceiling. */
function roundOff(sample: number): number {
  const size = Math.abs(sample);
  if (size <= knee) return sample;
  const room = ceiling - knee;
  return Math.sign(sample) * (knee + room * Math.tanh((size - knee) / room));
}
