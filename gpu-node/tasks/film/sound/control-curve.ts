import { soundSampleRate } from "../../../models/sound/sound-model.ts";

/** Levels are worked out once in so many samples, a millisecond, and drawn as lines between. */
export const controlSamples = soundSampleRate / 1000;

/** The value of a curve of control points at a sample. */
export function curveAt(curve: Float32Array, sample: number): number {
  const position = sample / controlSamples;
  const index = Math.floor(position);
  const from = curve[index] ?? curve.at(-1) ?? 1;
  const to = curve[index + 1] ?? from;
  return from + (to - from) * (position - index);
}
