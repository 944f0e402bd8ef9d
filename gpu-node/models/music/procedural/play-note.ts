import { soundSampleRate } from "../../sound/sound-model.ts";
import type { StereoSound } from "../../sound/sound-model.ts";
import type { Instrument, Note } from "./compose-score.ts";

interface Timbre {
  /** One turn of the tone. */
  readonly wave: Float32Array;
  readonly attackSeconds: number;
  readonly releaseSeconds: number;
  /** Halves of the level a second; 0 holds it. */
  readonly decay: number;
  /** How far the two sides are out of tune. */
  readonly detune: number;
  /** A skin that is struck starts above its own note, by so many turns in all. */
  readonly glideTurns: number;
}

const waveSize = 16_384;

/** A wave of sines at multiples of the note, at the given levels. */
function waveOf(...levels: readonly number[]): Float32Array {
  return Float32Array.from({ length: waveSize }, (_, place) =>
    levels.reduce(
      (sum, level, index) => sum + level * Math.sin((place / waveSize) * 2 * Math.PI * (index + 1)),
      0,
    ),
  );
}

const timbres: Readonly<Record<Exclude<Instrument, "shaker">, Timbre>> = {
  pad: {
    wave: waveOf(1, 0.34, 0.14, 0.05),
    attackSeconds: 1.1,
    releaseSeconds: 1.5,
    decay: 0,
    detune: 0.0022,
    glideTurns: 0,
  },
  pluck: {
    wave: waveOf(1, 0.4, 0.16, 0.09),
    attackSeconds: 0.006,
    releaseSeconds: 0.6,
    decay: 3,
    detune: 0.0008,
    glideTurns: 0,
  },
  bell: {
    wave: waveOf(1, 0.22, 0, 0.16),
    attackSeconds: 0.01,
    releaseSeconds: 1.2,
    decay: 2,
    detune: 0.0012,
    glideTurns: 0,
  },
  bass: {
    wave: waveOf(1, 0.35, 0.1),
    attackSeconds: 0.04,
    releaseSeconds: 0.25,
    decay: 0.5,
    detune: 0,
    glideTurns: 0,
  },
  drum: {
    wave: waveOf(1),
    attackSeconds: 0.004,
    releaseSeconds: 0.3,
    decay: 9,
    detune: 0,
    glideTurns: 3,
  },
};

/** How fast the pitch of a drum settles. */
const glideHalvesPerSecond = 40;

/**
 * Adds what of a note falls into a part of the piece: the sound follows from the place in the piece
 * alone, so that parts fit together.
 */
export function playNote(part: StereoSound, partStartSample: number, note: Note): void {
  const noteStart = Math.round(note.startSeconds * soundSampleRate);
  const noteSamples = Math.round(note.durationSeconds * soundSampleRate);
  const first = Math.max(0, noteStart - partStartSample);
  const last = Math.min(part.left.length, noteStart + noteSamples - partStartSample);
  if (last <= first) return;
  const span = { first, last, age: partStartSample + first - noteStart, noteSamples };
  if (note.instrument === "shaker") shake(part, span, note, noteStart);
  else ring(part, span, note, timbres[note.instrument]);
}

/** Which samples of the part a note sounds in, and how old it is at the first of them. */
interface Span {
  readonly first: number;
  readonly last: number;
  readonly age: number;
  readonly noteSamples: number;
}

function ring({ left, right }: StereoSound, span: Span, note: Note, timbre: Timbre): void {
  const { wave, attackSeconds, releaseSeconds, decay, detune, glideTurns } = timbre;
  const leftLevel = note.level * Math.sqrt((1 - note.pan) / 2);
  const rightLevel = note.level * Math.sqrt((1 + note.pan) / 2);
  const fadeStep = 2 ** (-decay / soundSampleRate);
  const glideStep = 2 ** (-glideHalvesPerSecond / soundSampleRate);
  let fade = fadeStep ** span.age;
  let glide = glideStep ** span.age;
  const attackStep = 1 / (attackSeconds * soundSampleRate);
  const releaseStep = 1 / (releaseSeconds * soundSampleRate);
  for (let index = span.first, { age } = span; index < span.last; index += 1, age += 1) {
    const attack = Math.min(1, age * attackStep);
    const release = Math.min(1, (span.noteSamples - age) * releaseStep);
    const level = attack * attack * (3 - 2 * attack) * release * release * fade;
    const turns = (note.hertz * age) / soundSampleRate + glideTurns * (1 - glide);
    const leftTurns = turns * (1 - detune);
    const rightTurns = turns * (1 + detune) + (detune === 0 ? 0 : 0.13);
    const leftWave = wave[((leftTurns - Math.floor(leftTurns)) * waveSize) | 0] ?? 0;
    const rightWave = wave[((rightTurns - Math.floor(rightTurns)) * waveSize) | 0] ?? 0;
    left[index] = (left[index] ?? 0) + leftWave * level * leftLevel;
    right[index] = (right[index] ?? 0) + rightWave * level * rightLevel;
    fade *= fadeStep;
    glide *= glideStep;
  }
}

/** A rattle of noise that needs no memory: a hash of its place. */
function shake({ left, right }: StereoSound, span: Span, note: Note, noteStart: number): void {
  const leftLevel = note.level * Math.sqrt((1 - note.pan) / 2);
  const rightLevel = note.level * Math.sqrt((1 + note.pan) / 2);
  for (let index = span.first, { age } = span; index < span.last; index += 1, age += 1) {
    const share = age / span.noteSamples;
    const level = Math.min(1, share * 12) * (1 - share) ** 3;
    const noise = hashSample(noteStart + age) - hashSample(noteStart + age - 1);
    left[index] = (left[index] ?? 0) + noise * level * leftLevel;
    right[index] = (right[index] ?? 0) + noise * level * rightLevel;
  }
}

function hashSample(place: number): number {
  let hash = Math.imul(place ^ (place >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2_147_483_648 - 1;
}
