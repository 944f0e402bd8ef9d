import type { Mood } from "#contracts/prompt/scene-description.ts";
import { createSound, soundSampleRate } from "../../sound-model.ts";
import type { StereoSound } from "../../sound-model.ts";
import { between, pick } from "../../../video/procedural/seeded-random.ts";
import type { Random } from "../../../video/procedural/seeded-random.ts";
import type { SoundGenerator } from "../sound-setting.ts";
import { sineOfTurns } from "../wander.ts";

type Chord = readonly [number, number, number, number];

/** Chords in semitones above the root; each mood walks through its own four. */
const bright: readonly Chord[] = [
  [0, 7, 16, 23],
  [-3, 4, 12, 19],
  [5, 9, 16, 21],
  [-5, 7, 14, 21],
];
const calm: readonly Chord[] = [
  [0, 7, 14, 16],
  [5, 9, 16, 19],
  [-3, 7, 12, 16],
  [2, 9, 12, 17],
];
const minor: readonly Chord[] = [
  [0, 7, 15, 19],
  [-4, 8, 12, 19],
  [3, 10, 14, 19],
  [-2, 5, 14, 17],
];
const eerie: readonly Chord[] = [
  [0, 7, 13, 19],
  [-1, 6, 14, 18],
  [1, 8, 13, 20],
  [0, 6, 15, 18],
];
const grand: readonly Chord[] = [
  [0, 7, 12, 19],
  [-4, 3, 12, 15],
  [3, 10, 15, 22],
  [-2, 5, 14, 17],
];
const chordsOf: Readonly<Record<Mood, readonly Chord[]>> = {
  calm,
  joyful: bright,
  romantic: calm,
  dreamy: bright,
  dramatic: minor,
  epic: grand,
  melancholic: minor,
  mysterious: eerie,
  dark: eerie,
};

/** Soft chords that fade into each other, in the key of the prompt's mood. */
export const createMusicalPad: SoundGenerator = ({ scene, sampleCount, random }) => {
  const sound = createSound(sampleCount);
  const roll = random("pad");
  const [mood] = scene.description.moods;
  const isStormy = scene.rain > 0.9 || scene.lightning;
  const usual = isStormy ? minor : scene.timeOfDay === "night" ? grand : calm;
  const chords = mood === undefined ? usual : chordsOf[mood];
  const root = pick(roll, [98, 110, 116.54, 130.81]) * (mood === "dark" ? 0.75 : 1);
  const chordSeconds = between(roll, 3.6, 4.8);
  const seconds = sampleCount / soundSampleRate;
  for (let place = 0; (place - 0.5) * chordSeconds < seconds; place += 1) {
    const chord = chords[place % chords.length] ?? calm[0] ?? [0, 7, 12, 16];
    for (const semitones of chord)
      addVoice(sound, roll, {
        hertz: root * 2 ** (semitones / 12),
        startSeconds: (place - 0.5) * chordSeconds,
        durationSeconds: chordSeconds * 2,
      });
  }
  return sound;
};

/** One note of a chord: three partials, slightly apart on both sides. */
function addVoice(
  sound: StereoSound,
  random: Random,
  note: { hertz: number; startSeconds: number; durationSeconds: number },
): void {
  const detune = between(random, 0.0012, 0.003);
  const offset = random();
  const first = Math.round(note.startSeconds * soundSampleRate);
  const count = Math.round(note.durationSeconds * soundSampleRate);
  const level = Math.min(1, 180 / note.hertz);
  const leftStep = (note.hertz * (1 - detune)) / soundSampleRate;
  const rightStep = (note.hertz * (1 + detune)) / soundSampleRate;
  const last = Math.min(count, sound.left.length - first);
  for (let index = Math.max(0, -first); index < last; index += 1) {
    const swell = sineOfTurns(index / count / 2);
    const strength = level * swell * swell;
    const left = offset + index * leftStep;
    const right = offset + index * rightStep;
    const at = first + index;
    sound.left[at] =
      (sound.left[at] ?? 0) +
      strength * (sineOfTurns(left) + 0.28 * sineOfTurns(left * 2) + 0.1 * sineOfTurns(left * 3));
    sound.right[at] =
      (sound.right[at] ?? 0) +
      strength *
        (sineOfTurns(right) + 0.28 * sineOfTurns(right * 2) + 0.1 * sineOfTurns(right * 3));
  }
}
