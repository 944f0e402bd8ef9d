import { createSound, soundSampleRate } from "../sound-model.ts";
import type { StereoSound } from "../sound-model.ts";
import { measureLoudness } from "./measure-loudness.ts";
import { measureTruePeak } from "./measure-true-peak.ts";

export interface MixedLayer {
  readonly sound: StereoSound;
  readonly level: number;
}

const targetLoudness = -20;
/** -2 dB: what a lossy encoder adds to a peak stays under -1 dB. */
const ceiling = 0.79;
const knee = 0.5;

/**
 * Brings each layer to its level, adds them up, fades both ends, sets the whole to -20 LUFS and
 * rounds off what would rise above -2 dB of true peak.
 */
export function mixLayers(layers: Iterable<MixedLayer>, sampleCount: number): StereoSound {
  const mixed = createSound(sampleCount);
  for (const { sound, level } of layers) {
    const strength = activeLevel(sound);
    if (strength === 0) continue;
    addScaled(mixed, sound, level / strength);
  }
  removeOffset(mixed);
  fadeEnds(mixed);
  const loudness = measureLoudness(mixed);
  if (!Number.isFinite(loudness)) return mixed;
  const gain = 10 ** ((targetLoudness - loudness) / 20);
  for (const samples of [mixed.left, mixed.right])
    for (let index = 0; index < samples.length; index += 1)
      samples[index] = roundOff((samples[index] ?? 0) * gain);
  const peak = measureTruePeak(mixed);
  if (peak > ceiling) scale(mixed, ceiling / peak);
  return mixed;
}

/** Straight up to the knee, then bent so that it never reaches the ceiling. */
function roundOff(sample: number): number {
  const size = Math.abs(sample);
  if (size <= knee) return sample;
  const room = ceiling - knee;
  return Math.sign(sample) * (knee + room * Math.tanh((size - knee) / room));
}

/** Root mean square of the louder third of a sound: pauses between birds do not make them louder. */
function activeLevel({ left, right }: StereoSound): number {
  const blockSamples = soundSampleRate / 10;
  const powers: number[] = [];
  for (let first = 0; first < left.length; first += blockSamples) {
    const last = Math.min(left.length, first + blockSamples);
    let sum = 0;
    for (let index = first; index < last; index += 1)
      sum += (left[index] ?? 0) ** 2 + (right[index] ?? 0) ** 2;
    powers.push(sum / (last - first) / 2);
  }
  powers.sort((one, other) => other - one);
  const louder = powers.slice(0, Math.max(1, Math.ceil(powers.length / 3)));
  return Math.sqrt(louder.reduce((sum, power) => sum + power, 0) / louder.length);
}

function addScaled(target: StereoSound, source: StereoSound, gain: number): void {
  for (const side of ["left", "right"] as const) {
    const to = target[side];
    const from = source[side];
    for (let index = 0; index < to.length; index += 1)
      to[index] = (to[index] ?? 0) + (from[index] ?? 0) * gain;
  }
}

/** Takes away what is too slow to hear, which would only eat headroom. */
function removeOffset(sound: StereoSound): void {
  const share = 1 - Math.exp((-2 * Math.PI * 18) / soundSampleRate);
  for (const samples of [sound.left, sound.right]) {
    let slow = 0;
    for (let index = 0; index < samples.length; index += 1) {
      const sample = samples[index] ?? 0;
      slow += (sample - slow) * share;
      samples[index] = sample - slow;
    }
  }
}

/** From and to silence, at both ends a tenth of the sound at most. */
function fadeEnds(sound: StereoSound): void {
  const count = sound.left.length;
  const inCount = Math.min(0.35 * soundSampleRate, count / 10);
  const outCount = Math.min(0.9 * soundSampleRate, count / 10);
  for (const samples of [sound.left, sound.right]) {
    for (let index = 0; index < inCount; index += 1)
      samples[index] = (samples[index] ?? 0) * ease(index / inCount);
    for (let index = 0; index < outCount; index += 1)
      samples[count - 1 - index] = (samples[count - 1 - index] ?? 0) * ease(index / outCount);
  }
}

const ease = (share: number): number => Math.sin((share * Math.PI) / 2) ** 2;

function scale(sound: StereoSound, gain: number): void {
  for (const samples of [sound.left, sound.right])
    for (let index = 0; index < samples.length; index += 1)
      samples[index] = (samples[index] ?? 0) * gain;
}
