import { createSound, soundSampleRate } from "../../sound-model.ts";
import { between } from "../../../video/procedural/seeded-random.ts";
import { addTone } from "../add-tone.ts";
import { StateFilter } from "../filters.ts";
import type { SoundGenerator } from "../sound-setting.ts";
import { createWander } from "../wander.ts";

/** A curtain of noise and single drops before it. */
export const createRain: SoundGenerator = ({ scene, sampleCount, random }) => {
  const sound = createSound(sampleCount);
  const surge = createWander(random("rain-surge"), 2.2);
  const sides = [sound.left, sound.right].map((samples, side) => ({
    samples,
    noise: random(`rain-${side}`),
    bright: new StateFilter(2600, 0.5),
    roof: new StateFilter(620, 0.6),
  }));
  for (let index = 0; index < sampleCount; index += 1) {
    const force = 0.8 + 0.2 * surge();
    for (const { samples, noise, bright, roof } of sides) {
      const white = noise() * 2 - 1;
      bright.run(white);
      roof.run(white);
      samples[index] = (bright.band * 0.34 + roof.band * 0.16 * scene.rain) * force;
    }
  }
  const drop = random("rain-drops");
  const seconds = sampleCount / soundSampleRate;
  const dropCount = Math.round(seconds * (14 + 34 * scene.rain));
  for (let count = 0; count < dropCount; count += 1) {
    const hertz = between(drop, 1500, 5200);
    addTone(sound, {
      startSeconds: drop() * seconds,
      durationSeconds: between(drop, 0.006, 0.02),
      fromHertz: hertz,
      toHertz: hertz * between(drop, 0.85, 1.25),
      level: 0.02 + 0.22 * drop() ** 3,
      pan: drop() * 1.8 - 0.9,
      decay: 3,
    });
  }
  return sound;
};
