import { createSound, soundSampleRate } from "../../sound-model.ts";
import { between } from "../../../video/procedural/seeded-random.ts";
import { StateFilter, createLowPass } from "../filters.ts";
import type { SoundGenerator } from "../sound-setting.ts";
import { createWander } from "../wander.ts";

/** Cars are slow: where they are is worked out once in so many samples. */
const controlSamples = 16;

/** The far roar of streets, and cars that pass from one side to the other. */
export const createCityHum: SoundGenerator = ({ sampleCount, random }) => {
  const sound = createSound(sampleCount);
  const roll = random("city");
  const seconds = sampleCount / soundSampleRate;
  const cars: { at: number; width: number; direction: number; level: number }[] = [];
  for (let at = between(roll, 0.4, 2); at < seconds + 2; at += between(roll, 2.2, 5.5))
    cars.push({
      at,
      width: between(roll, 0.9, 1.8),
      direction: roll() < 0.5 ? -1 : 1,
      level: between(roll, 0.4, 1),
    });
  const traffic = createWander(random("city-traffic"), 3.4);
  const sides = [sound.left, sound.right].map((samples, side) => ({
    samples,
    sign: side === 0 ? -1 : 1,
    near: 0,
    noise: random(`city-${side}`),
    roar: createLowPass(170),
    tyres: new StateFilter(950, 0.6),
  }));
  let passing = cars;
  for (let index = 0; index < sampleCount; index += 1) {
    const at = index / soundSampleRate;
    if (index % 4800 === 0)
      passing = cars.filter((car) => Math.abs(car.at - at) < car.width * 3.2 + 0.2);
    const steady = 0.7 + 0.3 * traffic();
    for (const side of sides) {
      const { samples, sign, noise, roar, tyres } = side;
      if (index % controlSamples === 0) {
        side.near = 0;
        for (const car of passing) {
          const offset = (at - car.at) / car.width;
          const pan = Math.max(-0.9, Math.min(0.9, offset * 0.7 * car.direction));
          side.near += car.level * Math.exp(-offset * offset) * (1 + sign * pan);
        }
      }
      const { near } = side;
      const white = noise() * 2 - 1;
      tyres.run(white);
      samples[index] = roar(white) * (2.4 * steady + near) + tyres.band * (0.03 + near * 0.14);
    }
  }
  return sound;
};
