import { soundSampleRate } from "../../sound/sound-model.ts";
import type { StereoSound } from "../../sound/sound-model.ts";
import { sineOfTurns } from "../../sound/procedural/wander.ts";
import type { Instrument, Note } from "./compose-score.ts";

interface Timbre {
  /** Multiples of the note's frequency and their levels. */
  readonly partials: readonly (readonly [number, number])[];
  readonly attackSeconds: number;
  readonly releaseSeconds: number;
  /** Halves of the level a second; 0 holds it. */
  readonly decay: number;
  /** How far the two sides are out of tune. */
  readonly detune: number;
}

const timbres: Readonly<Record<Exclude<Instrument, "shaker">, Timbre>> = {
  pad: {
    partials: [
      [1, 1],
      [2, 0.34],
      [3, 0.14],
      [4, 0.05],
    ],
    attackSeconds: 1.1,
    releaseSeconds: 1.5,
    decay: 0,
    detune: 0.0022,
  },
  pluck: {
    partials: [
      [1, 1],
      [2, 0.4],
      [3, 0.16],
      [4, 0.09],
    ],
    attackSeconds: 0.006,
    releaseSeconds: 0.6,
    decay: 3,
    detune: 0.0008,
  },
  bell: {
    partials: [
      [1, 1],
      [2.01, 0.3],
      [3.02, 0.12],
    ],
    attackSeconds: 0.01,
    releaseSeconds: 1.2,
    decay: 2,
    detune: 0.0012,
  },
  bass: {
    partials: [
      [1, 1],
      [2, 0.35],
      [3, 0.1],
    ],
    attackSeconds: 0.04,
    releaseSeconds: 0.25,
    decay: 0.5,
    detune: 0,
  },
  drum: { partials: [[1, 1]], attackSeconds: 0.004, releaseSeconds: 0.3, decay: 9, detune: 0 },
};

/**
 * Adds what of a note falls into a part of the piece. Every sample follows from its place in the
 * piece alone, so that parts of any length fit together.
 */
export function playNote(part: StereoSound, partStartSample: number, note: Note): void {
  const noteStart = Math.round(note.startSeconds * soundSampleRate);
  const noteSamples = Math.round(note.durationSeconds * soundSampleRate);
  const first = Math.max(0, noteStart - partStartSample);
  const last = Math.min(part.left.length, noteStart + noteSamples - partStartSample);
  const leftLevel = note.level * Math.sqrt((1 - note.pan) / 2);
  const rightLevel = note.level * Math.sqrt((1 + note.pan) / 2);
  for (let index = first; index < last; index += 1) {
    const age = partStartSample + index - noteStart;
    const [left, right] =
      note.instrument === "shaker"
        ? shake(age, noteSamples, noteStart)
        : ring(timbres[note.instrument], note, age, noteSamples);
    part.left[index] = (part.left[index] ?? 0) + left * leftLevel;
    part.right[index] = (part.right[index] ?? 0) + right * rightLevel;
  }
}

function ring(timbre: Timbre, note: Note, age: number, noteSamples: number): [number, number] {
  const seconds = age / soundSampleRate;
  const leftSeconds = (noteSamples - age) / soundSampleRate;
  const attack = Math.min(1, seconds / timbre.attackSeconds);
  const release = Math.min(1, leftSeconds / timbre.releaseSeconds);
  const fade = timbre.decay === 0 ? 1 : 2 ** (-timbre.decay * seconds);
  const level = attack * attack * (3 - 2 * attack) * release * release * fade;
  // A skin that is struck starts above its own note.
  const glide = note.instrument === "drum" ? 0.05 * (1 - 2 ** (-seconds * 40)) : 0;
  const turns = note.hertz * (seconds + glide);
  let [left, right] = [0, 0];
  for (const [multiple, share] of timbre.partials) {
    const hertz = note.hertz * multiple;
    // Partials above this are only sharp.
    if (hertz > 9000) continue;
    left += share * sineOfTurns(turns * multiple * (1 - timbre.detune));
    right +=
      timbre.detune === 0 ? 0 : share * sineOfTurns(turns * multiple * (1 + timbre.detune) + 0.13);
  }
  return [left * level, (timbre.detune === 0 ? left : right) * level];
}

/** Noise that needs no memory: a hash of its place. */
function shake(age: number, noteSamples: number, noteStart: number): [number, number] {
  const share = age / noteSamples;
  const level = Math.min(1, share * 12) * (1 - share) ** 3;
  const noise = hashSample(noteStart + age) - hashSample(noteStart + age - 1);
  return [noise * level, noise * level];
}

function hashSample(place: number): number {
  let hash = Math.imul(place ^ (place >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2_147_483_648 - 1;
}
