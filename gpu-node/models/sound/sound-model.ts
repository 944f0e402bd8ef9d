/** Samples a second of every soundtrack. */
export const soundSampleRate = 48_000;

/** Two channels of the same length, from -1 to 1. */
export interface StereoSound {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** What any sound model is asked for. */
export interface SoundRequest {
  readonly prompt: string;
  readonly seed: number;
  readonly durationSeconds: number;
}

/** A provider of soundtracks at `soundSampleRate`; as long as asked, to the sample. */
export interface SoundModel {
  readonly id: string;
  generate(request: SoundRequest): StereoSound;
}

/** Silence. */
export function createSound(sampleCount: number): StereoSound {
  return { left: new Float32Array(sampleCount), right: new Float32Array(sampleCount) };
}
