import { controlSamples } from "./control-curve.ts";

/** -2.6 dB between samples that are measured alone: what lies between them, and what a lossy encoder
 * adds, stays under -1 dB. */
const ceiling = 0.74;
/** The limiter looks so many control points ahead and back. */
const reach = 5;
const releaseShare = 0.012;

/** The highest sample around each control point of a sound that comes in parts. */
export class PeakCurve {
  readonly peaks: Float32Array;
  #position = 0;

  constructor(sampleCount: number) {
    this.peaks = new Float32Array(Math.ceil(sampleCount / controlSamples) + 1);
  }

  add({ left, right }: { left: Float32Array; right: Float32Array }): void {
    for (let index = 0; index < left.length; index += 1) {
      const size = Math.max(Math.abs(left[index] ?? 0), Math.abs(right[index] ?? 0));
      const point = Math.floor((this.#position + index) / controlSamples);
      if (size > (this.peaks[point] ?? 0)) this.peaks[point] = size;
    }
    this.#position += left.length;
  }
}

/**
 * The levels that keep a sound, made louder by `gain`, below the ceiling: down before a peak comes,
 * up again slowly, smooth throughout.
 */
export function limitPeaks(peaks: Float32Array, gain: number): Float32Array {
  const needed = peaks.map((peak) => (peak * gain > ceiling ? ceiling / (peak * gain) : 1));
  const ahead = needed.map((_, point) => {
    let least = 1;
    for (let near = point - reach; near <= point + reach; near += 1)
      least = Math.min(least, needed[near] ?? 1);
    return least;
  });
  let level = 1;
  const released = ahead.map((wanted) => {
    level = Math.min(wanted, level + (1 - level) * releaseShare);
    return level;
  });
  return released.map((_, point) => {
    let sum = 0;
    for (let near = point - reach + 2; near <= point + reach - 2; near += 1)
      sum += released[near] ?? released[point] ?? 1;
    return (sum / (2 * reach - 3)) * gain;
  });
}
