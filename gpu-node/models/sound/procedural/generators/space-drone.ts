import { createSound, soundSampleRate } from "../../sound-model.ts";
import { between, pick } from "../../../video/procedural/seeded-random.ts";
import { StateFilter } from "../filters.ts";
import type { SoundGenerator } from "../sound-setting.ts";
import { createWander, sineOfTurns } from "../wander.ts";

/** Deep tones that beat slowly against each other, with a breath of far noise. */
export const createSpaceDrone: SoundGenerator = ({ sampleCount, random }) => {
  const sound = createSound(sampleCount);
  const roll = random("space");
  const root = pick(roll, [49, 55, 58.27, 65.41]);
  const voices = [1, 1.5, 2, 3, 4.01].map((ratio, place) => ({
    hertz: root * ratio,
    detune: between(roll, 0.08, 0.35),
    level: 0.5 / (1 + place * 0.75),
    swell: createWander(random(`space-${place}`), between(roll, 2.5, 5)),
  }));
  const air = createWander(random("space-air"), 4.5);
  const sides = [sound.left, sound.right].map((samples, side) => ({
    samples,
    sign: side === 0 ? -1 : 1,
    noise: random(`space-noise-${side}`),
    filter: new StateFilter(700, 2.5),
  }));
  for (let index = 0; index < sampleCount; index += 1) {
    const seconds = index / soundSampleRate;
    const breath = air();
    let left = 0;
    let right = 0;
    for (const { hertz, detune, level, swell } of voices) {
      const strength = level * (0.35 + 0.65 * swell());
      left += sineOfTurns(seconds * (hertz - detune)) * strength;
      right += sineOfTurns(seconds * (hertz + detune)) * strength;
    }
    for (const { samples, sign, noise, filter } of sides) {
      if ((index & 63) === 0) filter.tune(380 + 1400 * breath, 2.5);
      filter.run(noise() * 2 - 1);
      samples[index] = (sign < 0 ? left : right) + filter.band * 0.22 * (0.3 + breath);
    }
  }
  return sound;
};
