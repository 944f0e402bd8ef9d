import { createSound, soundSampleRate } from "../../sound-model.ts";
import { between } from "../../../video/procedural/seeded-random.ts";
import { createLowPass } from "../filters.ts";
import type { SoundGenerator } from "../sound-setting.ts";
import { createWander } from "../wander.ts";

/** The picture has a flash in each slot of this length, this long after the slot begins. */
const flashEverySeconds = 1.7;
const flashAfterSeconds = 0.35;

/** Rolls of thunder that follow every third flash of the picture by as long as the sound travels. */
export const createThunder: SoundGenerator = ({ sampleCount, random }) => {
  const sound = createSound(sampleCount);
  const roll = random("thunder");
  const seconds = sampleCount / soundSampleRate;
  for (let slot = 0; slot * flashEverySeconds < seconds; slot += roll() < 0.5 ? 3 : 4) {
    const start = slot * flashEverySeconds + flashAfterSeconds + between(roll, 0.12, 0.5);
    const nearness = between(roll, 0.35, 1);
    const length = between(roll, 2.8, 4.6);
    const noise = random(`thunder-${slot}`);
    const deep = createLowPass(70 + 60 * nearness);
    const body = createLowPass(240 + 200 * nearness);
    const tumble = createWander(random(`thunder-tumble-${slot}`), 0.16);
    const pan = roll() * 1.2 - 0.6;
    const first = Math.round(start * soundSampleRate);
    const count = Math.round(length * soundSampleRate);
    for (let index = 0; index < count && first + index < sampleCount; index += 1) {
      const age = index / soundSampleRate;
      const rise = 1 - Math.exp(-age * 28);
      const fall = Math.exp((-age * 3.2) / length) * (1 - index / count);
      const crack = nearness ** 2 * Math.exp(-age * 9);
      const white = noise() * 2 - 1;
      const rumble = deep(white) * 5 + body(white) * (0.7 + crack * 2.4);
      const sample = (rumble * (0.25 + tumble() ** 2) + white * crack * 0.1) * rise * fall;
      const at = first + index;
      sound.left[at] = (sound.left[at] ?? 0) + sample * (1 - pan * 0.5);
      sound.right[at] = (sound.right[at] ?? 0) + sample * (1 + pan * 0.5);
    }
  }
  return sound;
};
