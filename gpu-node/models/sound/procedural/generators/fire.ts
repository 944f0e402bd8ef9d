import { createSound, soundSampleRate } from "../../sound-model.ts";
import { between } from "../../../video/procedural/seeded-random.ts";
import { createLowPass } from "../filters.ts";
import type { SoundGenerator } from "../sound-setting.ts";
import { createWander } from "../wander.ts";

/** The breath of a fire and its crackle; lava breathes deeper. */
export const createFire: SoundGenerator = ({ scene, sampleCount, random }) => {
  const sound = createSound(sampleCount);
  const isLava = scene.features.has("lava") || scene.backdrops.includes("volcano");
  const flicker = createWander(random("fire-flicker"), isLava ? 0.5 : 0.14);
  const sides = [sound.left, sound.right].map((samples, side) => ({
    samples,
    noise: random(`fire-${side}`),
    breath: createLowPass(isLava ? 90 : 260),
    hiss: createLowPass(1800),
  }));
  for (let index = 0; index < sampleCount; index += 1) {
    const force = 0.5 + 0.5 * flicker();
    for (const { samples, noise, breath, hiss } of sides) {
      const white = noise() * 2 - 1;
      samples[index] = (breath(white) * (isLava ? 2.6 : 1.1) + hiss(white) * 0.05) * force;
    }
  }
  const spark = random("fire-sparks");
  const seconds = sampleCount / soundSampleRate;
  for (let at = 0; at < seconds; at += -Math.log(1 - spark() * 0.999) / (isLava ? 7 : 17)) {
    const level = 0.12 + 0.8 * spark() ** 5;
    const pan = between(spark, -0.7, 0.7);
    const tone = createLowPass(between(spark, 1500, 6500));
    const fade = between(spark, 260, 900);
    const first = Math.round(at * soundSampleRate);
    const count = Math.round((soundSampleRate * 7) / fade);
    for (let index = 0; index < count && first + index < sampleCount; index += 1) {
      const age = index / soundSampleRate;
      const sample =
        tone(spark() * 2 - 1) * level * Math.exp(-age * fade) * Math.min(1, index / 12);
      const where = first + index;
      sound.left[where] = (sound.left[where] ?? 0) + sample * (1 - pan);
      sound.right[where] = (sound.right[where] ?? 0) + sample * (1 + pan);
    }
  }
  return sound;
};
