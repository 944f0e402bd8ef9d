import { createSound, soundSampleRate } from "../../sound-model.ts";
import { between } from "../../../video/procedural/seeded-random.ts";
import { createLowPass } from "../filters.ts";
import type { SoundGenerator } from "../sound-setting.ts";

/** Waves are slow: their shape is worked out once in so many samples. */
const controlSamples = 16;

/** Waves that come in, break and run out over a steady wash; quick and small on a lake. */
export const createWaves: SoundGenerator = ({ scene, sampleCount, random }) => {
  const sound = createSound(sampleCount);
  const roll = random("waves");
  const isLake = scene.surface === "lake" || scene.surface === "river";
  const swellSeconds = isLake ? 2.6 : 6.5 / Math.max(0.8, scene.wind);
  const trains = [0, 1].map((train) => ({
    periodSeconds: swellSeconds * between(roll, 0.88, 1.18),
    offset: roll() + train * 0.5,
    pan: between(roll, 0.15, 0.5) * (train === 0 ? -1 : 1),
  }));
  const sides = [sound.left, sound.right].map((samples, side) => ({
    samples,
    sign: side === 0 ? -1 : 1,
    swell: 0,
    foam: 0,
    noise: random(`waves-${side}`),
    deep: createLowPass(isLake ? 500 : 260),
    wash: createLowPass(1400),
    hiss: createLowPass(5200),
  }));
  for (let index = 0; index < sampleCount; index += 1) {
    const seconds = index / soundSampleRate;
    for (const side of sides) {
      const { samples, sign, noise, deep, wash, hiss } = side;
      if (index % controlSamples === 0) {
        side.swell = 0;
        side.foam = 0;
        for (const { periodSeconds, offset, pan } of trains) {
          const phase = (seconds / periodSeconds + offset) % 1;
          const near = 1 + sign * pan;
          side.swell += near * shape(phase, 0.42);
          side.foam += near * shape((phase + 0.88) % 1, 0.3);
        }
      }
      const { swell, foam } = side;
      const white = noise() * 2 - 1;
      const middle = wash(white);
      const bright = hiss(white) - middle;
      samples[index] =
        deep(white) * (0.5 + swell * 1.9) + middle * (0.08 + swell * 0.45) + bright * foam * 0.16;
    }
  }
  return sound;
};

/** Up to 1 at `top`, then out, zero at both ends of its turn. */
function shape(phase: number, top: number): number {
  const share = phase < top ? phase / top : (1 - phase) / (1 - top);
  return phase < top ? share ** 2.6 : share ** 1.7;
}
