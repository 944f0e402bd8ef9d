import type { StereoSound } from "../sound-model.ts";

const phases = 4;
const reach = 12;

/** A windowed sinc for each quarter between two samples. */
const kernels = Array.from({ length: phases - 1 }, (_, phase) =>
  Float32Array.from({ length: reach * 2 }, (_tap, tap) => {
    const distance = tap - reach + 1 - (phase + 1) / phases;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / reach);
    const turn = Math.PI * distance;
    return turn === 0 ? 1 : (Math.sin(turn) / turn) * window;
  }),
);

/** The highest level between the samples too, at four times the rate; 1 is full scale. */
export function measureTruePeak(sound: StereoSound): number {
  let peak = 0;
  for (const samples of [sound.left, sound.right])
    for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  // Between quiet samples nothing rises above the loudest one.
  const limit = peak * 0.6;
  for (const samples of [sound.left, sound.right]) {
    for (let index = reach; index < samples.length - reach; index += 1) {
      if (Math.abs(samples[index] ?? 0) < limit) continue;
      for (const kernel of kernels) {
        let sum = 0;
        for (let tap = 0; tap < kernel.length; tap += 1)
          sum += (kernel[tap] ?? 0) * (samples[index + tap - reach + 1] ?? 0);
        peak = Math.max(peak, Math.abs(sum));
      }
    }
  }
  return peak;
}
