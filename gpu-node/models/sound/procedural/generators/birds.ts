import { createSound, soundSampleRate } from "../../sound-model.ts";
import { between } from "../../../video/procedural/seeded-random.ts";
import { addTone } from "../add-tone.ts";
import type { SoundGenerator } from "../sound-setting.ts";

/** Three birds, each with a phrase of its own that it sings again and again with small changes. */
export const createBirds: SoundGenerator = ({ sampleCount, random }) => {
  const sound = createSound(sampleCount);
  const seconds = sampleCount / soundSampleRate;
  for (let bird = 0; bird < 3; bird += 1) {
    const voice = random(`bird-${bird}`);
    const pan = between(voice, -0.85, 0.85);
    const level = between(voice, 0.35, 1);
    const home = between(voice, 2500, 4600);
    const phrase = Array.from({ length: 2 + Math.floor(voice() * 4) }, () => ({
      gapSeconds: between(voice, 0.06, 0.16),
      durationSeconds: between(voice, 0.05, 0.17),
      from: between(voice, 0.8, 1.35),
      to: between(voice, 0.75, 1.4),
      trill: voice() < 0.3,
    }));
    let at = voice() * 1.6 + bird * 0.5;
    while (at < seconds) {
      for (const note of phrase) {
        const parts = note.trill ? 4 : 1;
        const durationSeconds = note.durationSeconds / (note.trill ? 2 : 1);
        for (let part = 0; part < parts; part += 1) {
          const hertz = home * between(voice, 0.98, 1.02);
          const tone = {
            startSeconds: at,
            durationSeconds,
            fromHertz: hertz * note.from,
            toHertz: hertz * note.to,
            level: level * between(voice, 0.7, 1),
            pan,
          };
          addTone(sound, tone);
          // The same call comes back from the trees, softer and on the other side.
          addTone(sound, { ...tone, startSeconds: at + 0.19, level: tone.level * 0.2, pan: -pan });
          at += durationSeconds + (note.trill ? 0.012 : 0);
        }
        at += note.gapSeconds;
      }
      at += between(voice, 0.9, 3.2);
    }
  }
  return sound;
};
