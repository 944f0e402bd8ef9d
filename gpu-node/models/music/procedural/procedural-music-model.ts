import { createSound, soundSampleRate } from "../../sound/sound-model.ts";
import type { StereoSound } from "../../sound/sound-model.ts";
import type { MusicModel } from "../music-model.ts";
import { chooseMood } from "./choose-mood.ts";
import { composeScore } from "./compose-score.ts";
import type { Note } from "./compose-score.ts";
import { musicalStyles } from "./musical-styles.ts";
import { playNote } from "./play-note.ts";
import { createReverberation } from "./reverberate.ts";

const partSamples = soundSampleRate;
const fadeInSeconds = 0.35;
const fadeOutSeconds = 1;

/** The embedded composer: writes a piece in the mood of the prompt and plays it by synthesis. */
export const proceduralMusicModel: MusicModel<"procedural"> = {
  id: "procedural",
  compose({ prompt, seed, durationSeconds }) {
    const mood = chooseMood(prompt, seed);
    const notes = composeScore(musicalStyles[mood], seed, durationSeconds);
    const sampleCount = Math.max(1, Math.round(durationSeconds * soundSampleRate));
    return { mood, parts: { [Symbol.iterator]: () => play(notes, sampleCount) } };
  },
};

function* play(notes: readonly Note[], sampleCount: number): Generator<StereoSound> {
  const reverberate = createReverberation();
  let sounding: Note[] = [];
  let next = 0;
  for (let first = 0; first < sampleCount; first += partSamples) {
    const part = createSound(Math.min(partSamples, sampleCount - first));
    const endSeconds = (first + partSamples) / soundSampleRate;
    for (; (notes[next]?.startSeconds ?? Number.POSITIVE_INFINITY) < endSeconds; next += 1) {
      const note = notes[next];
      if (note !== undefined) sounding.push(note);
    }
    for (const note of sounding) playNote(part, first, note);
    sounding = sounding.filter(
      ({ startSeconds, durationSeconds }) => startSeconds + durationSeconds > endSeconds,
    );
    reverberate(part);
    fade(part, first, sampleCount);
    yield part;
  }
}

/** Both ends come from and go to silence; short pieces keep most of their length. */
function fade(part: StereoSound, first: number, sampleCount: number): void {
  const inSamples = Math.min(fadeInSeconds * soundSampleRate, sampleCount / 8);
  const outSamples = Math.min(fadeOutSeconds * soundSampleRate, sampleCount / 5);
  for (let index = 0; index < part.left.length; index += 1) {
    const fromStart = (first + index) / inSamples;
    const fromEnd = (sampleCount - 1 - first - index) / outSamples;
    const level = Math.min(1, fromStart) * Math.min(1, fromEnd);
    if (level >= 1) continue;
    part.left[index] = (part.left[index] ?? 0) * level;
    part.right[index] = (part.right[index] ?? 0) * level;
  }
}
