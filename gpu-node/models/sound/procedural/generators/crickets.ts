import { createSound, soundSampleRate } from "../../sound-model.ts";
import { between } from "../../../video/procedural/seeded-random.ts";
import { addTone } from "../add-tone.ts";
import type { SoundGenerator } from "../sound-setting.ts";

/** Four crickets, each at its own pitch and pace. */
export const createCrickets: SoundGenerator = ({ sampleCount, random }) => {
  const sound = createSound(sampleCount);
  const seconds = sampleCount / soundSampleRate;
  for (let cricket = 0; cricket < 4; cricket += 1) {
    const voice = random(`cricket-${cricket}`);
    const pan = (cricket / 3) * 1.7 - 0.85;
    const hertz = between(voice, 3900, 4900);
    const level = between(voice, 0.3, 1);
    const pulses = 3 + Math.floor(voice() * 2);
    const pulseSeconds = between(voice, 0.017, 0.022);
    const restSeconds = between(voice, 0.28, 0.52);
    for (let at = voice() * 0.6; at < seconds;) {
      for (let pulse = 0; pulse < pulses; pulse += 1) {
        addTone(sound, {
          startSeconds: at,
          durationSeconds: pulseSeconds,
          fromHertz: hertz,
          toHertz: hertz * 0.985,
          level: level * (0.7 + 0.3 * (pulse / pulses)),
          pan,
        });
        at += pulseSeconds * 1.9;
      }
      at += restSeconds * between(voice, 0.93, 1.07);
      if (voice() < 0.04) at += between(voice, 0.8, 2.2);
    }
  }
  return sound;
};
