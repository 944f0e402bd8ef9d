import { createSound, soundSampleRate } from "../../sound-model.ts";
import { between } from "../../../video/procedural/seeded-random.ts";
import { addTone } from "../add-tone.ts";
import { StateFilter } from "../filters.ts";
import type { SoundGenerator } from "../sound-setting.ts";
import { createWander } from "../wander.ts";

/** The muffled weight of water, and bubbles that rise in clusters. */
export const createUnderwater: SoundGenerator = ({ sampleCount, random }) => {
  const sound = createSound(sampleCount);
  const current = createWander(random("underwater-current"), 3);
  const sides = [sound.left, sound.right].map((samples, side) => ({
    samples,
    noise: random(`underwater-${side}`),
    muffle: new StateFilter(240, 0.9),
  }));
  for (let index = 0; index < sampleCount; index += 1) {
    const drift = current();
    for (const { samples, noise, muffle } of sides) {
      if ((index & 63) === 0) muffle.tune(130 + 330 * drift, 0.9);
      muffle.run(noise() * 2 - 1);
      samples[index] = muffle.low * (0.5 + 0.5 * drift);
    }
  }
  const bubble = random("underwater-bubbles");
  const seconds = sampleCount / soundSampleRate;
  for (let at = between(bubble, 0.1, 0.6); at < seconds; at += between(bubble, 0.5, 1.9)) {
    const pan = between(bubble, -0.8, 0.8);
    const count = 2 + Math.floor(bubble() * 7);
    let offset = 0;
    for (let index = 0; index < count; index += 1) {
      const hertz = between(bubble, 320, 1150);
      addTone(sound, {
        startSeconds: at + offset,
        durationSeconds: between(bubble, 0.03, 0.09),
        fromHertz: hertz,
        toHertz: hertz * between(bubble, 1.25, 1.9),
        level: between(bubble, 0.04, 0.2),
        pan,
        decay: 2.2,
      });
      offset += between(bubble, 0.035, 0.12);
    }
  }
  return sound;
};
