import { createSound, soundSampleRate } from "../../sound-model.ts";
import { between } from "../../../video/procedural/seeded-random.ts";
import { addTone } from "../add-tone.ts";
import { StateFilter } from "../filters.ts";
import type { SoundGenerator } from "../sound-setting.ts";
import { createWander } from "../wander.ts";

/** Running water: a soft rush full of small gurgles; a waterfall roars. */
export const createStream: SoundGenerator = ({ scene, sampleCount, random }) => {
  const sound = createSound(sampleCount);
  const falls = scene.description.terrains.includes("waterfall");
  const flow = createWander(random("stream-flow"), 1.3);
  const sides = [sound.left, sound.right].map((samples, side) => ({
    samples,
    noise: random(`stream-${side}`),
    rush: new StateFilter(falls ? 900 : 1300, 0.45),
    depth: new StateFilter(falls ? 180 : 420, 0.6),
  }));
  for (let index = 0; index < sampleCount; index += 1) {
    const force = 0.8 + 0.2 * flow();
    for (const { samples, noise, rush, depth } of sides) {
      const white = noise() * 2 - 1;
      rush.run(white);
      depth.run(white);
      samples[index] = (rush.band * 0.3 + depth.low * (falls ? 0.9 : 0.2)) * force;
    }
  }
  const gurgle = random("stream-gurgles");
  const seconds = sampleCount / soundSampleRate;
  const count = Math.round(seconds * (falls ? 10 : 38));
  for (let index = 0; index < count; index += 1) {
    const hertz = between(gurgle, 420, 1700);
    addTone(sound, {
      startSeconds: gurgle() * seconds,
      durationSeconds: between(gurgle, 0.02, 0.07),
      fromHertz: hertz,
      toHertz: hertz * between(gurgle, 1.1, 1.6),
      level: 0.02 + 0.14 * gurgle() ** 2,
      pan: between(gurgle, -0.8, 0.8),
      decay: 2,
    });
  }
  return sound;
};
