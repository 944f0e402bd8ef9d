import { speechSampleRate } from "../speech-model.ts";
import type { SpokenWord } from "../speech-model.ts";

const stepSeconds = 0.004;
/** Share of the loud parts' level from which a voice is heard. */
const audibleShare = 0.04;
const pauseSeconds = 0.04;

/**
 * Moves the edges of words that lie at a pause to where the sound itself begins and ends: engines
 * count the silence in which the lips close to the word.
 */
export function findOnsets(samples: Float32Array, words: readonly SpokenWord[]): SpokenWord[] {
  const levels = levelsOf(samples);
  const loud = levels.toSorted()[Math.floor(levels.length * 0.95)] ?? 0;
  const isHeard = (step: number): boolean => (levels[step] ?? 0) > loud * audibleShare;
  return words.map((word, index) => {
    const before = words[index - 1]?.endSeconds ?? Number.NEGATIVE_INFINITY;
    const after = words[index + 1]?.startSeconds ?? Number.POSITIVE_INFINITY;
    let { startSeconds, endSeconds } = word;
    if (word.startSeconds - before > pauseSeconds) {
      const from = Math.max(0, before, word.startSeconds - 0.06);
      const first = stepsBetween(from, word.endSeconds).find(isHeard);
      if (first !== undefined) startSeconds = first * stepSeconds;
    }
    if (after - word.endSeconds > pauseSeconds) {
      const last = stepsBetween(startSeconds, Math.min(after, word.endSeconds + 0.1)).findLast(
        isHeard,
      );
      if (last !== undefined) endSeconds = Math.max(startSeconds, (last + 1) * stepSeconds);
    }
    return { ...word, startSeconds, endSeconds };
  });
}

function stepsBetween(fromSeconds: number, toSeconds: number): number[] {
  const first = Math.floor(fromSeconds / stepSeconds);
  const count = Math.max(0, Math.ceil(toSeconds / stepSeconds) - first);
  return Array.from({ length: count }, (_, offset) => first + offset);
}

/** Root mean square of each step. */
function levelsOf(samples: Float32Array): Float32Array {
  const stepSamples = Math.round(stepSeconds * speechSampleRate);
  return Float32Array.from({ length: Math.ceil(samples.length / stepSamples) }, (_, step) => {
    const part = samples.subarray(step * stepSamples, (step + 1) * stepSamples);
    return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);
  });
}
