import { createSound } from "../../sound-model.ts";
import { StateFilter } from "../filters.ts";
import type { SoundGenerator } from "../sound-setting.ts";
import { createWander } from "../wander.ts";

/** Gusts: noise through a band that rises with the strength of the wind, and whistles in a storm. */
export const createWind: SoundGenerator = ({ scene, sampleCount, random }) => {
  const sound = createSound(sampleCount);
  const gust = createWander(random("wind-gust"), 2.8 / Math.max(0.6, scene.wind));
  const strong = Math.min(1, Math.max(0, scene.wind - 0.7));
  const sides = [sound.left, sound.right].map((samples, side) => ({
    samples,
    noise: random(`wind-${side}`),
    own: createWander(random(`wind-own-${side}`), 1.7),
    body: new StateFilter(300),
    whistle: new StateFilter(900, 9),
  }));
  for (let index = 0; index < sampleCount; index += 1) {
    const shared = gust();
    for (const { samples, noise, own, body, whistle } of sides) {
      const force = 0.65 * shared + 0.35 * own();
      if ((index & 63) === 0) {
        body.tune(140 + 620 * force * (0.5 + 0.5 * scene.wind), 0.8);
        whistle.tune(520 + 700 * force, 9);
      }
      const white = noise() * 2 - 1;
      body.run(white);
      whistle.run(white);
      samples[index] =
        (body.band * 0.7 + body.low * 0.6) * (0.2 + force ** 1.6) +
        whistle.band * strong * force ** 2 * 0.5;
    }
  }
  return sound;
};
