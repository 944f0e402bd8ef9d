import type { Random } from "../../video/procedural/seeded-random.ts";
import { soundSampleRate } from "../sound-model.ts";

/** A value between 0 and 1 that drifts smoothly; each call is one sample later. */
export function createWander(random: Random, secondsPerTurn: number): () => number {
  let from = random();
  let to = random();
  let position = random();
  const step = 1 / (secondsPerTurn * soundSampleRate);
  return () => {
    position += step;
    if (position >= 1) {
      position -= 1;
      from = to;
      to = random();
    }
    return from + (to - from) * position * position * (3 - 2 * position);
  };
}

const tableSize = 8192;
const sineTable = Float32Array.from({ length: tableSize }, (_, index) =>
  Math.sin((index / tableSize) * 2 * Math.PI),
);

/** The sine of a phase in turns; many times as fast as Math.sin, and exact enough to hear. */
export function sineOfTurns(turns: number): number {
  return sineTable[((turns - Math.floor(turns)) * tableSize) | 0] ?? 0;
}
