import { soundSampleRate } from "../sound-model.ts";

/** A two-pole filter that stays stable while it is tuned; `run` leaves all three bands to read. */
export class StateFilter {
  low = 0;
  band = 0;
  high = 0;
  #gain = 0;
  #damping = 1;
  #norm = 1;
  #first = 0;
  #second = 0;

  constructor(cutoffHertz: number, resonance = 0.7) {
    this.tune(cutoffHertz, resonance);
  }

  tune(cutoffHertz: number, resonance = 0.7): void {
    const cutoff = Math.min(soundSampleRate * 0.45, Math.max(10, cutoffHertz));
    this.#gain = Math.tan((Math.PI * cutoff) / soundSampleRate);
    this.#damping = 1 / resonance;
    this.#norm = 1 / (1 + this.#gain * (this.#gain + this.#damping));
  }

  run(sample: number): void {
    const high = (sample - (this.#damping + this.#gain) * this.#first - this.#second) * this.#norm;
    const band = this.#gain * high + this.#first;
    const low = this.#gain * band + this.#second;
    this.#first = this.#gain * high + band;
    this.#second = this.#gain * band + low;
    this.high = high;
    // Unity at its centre, whatever the resonance.
    this.band = band * this.#damping;
    this.low = low;
  }
}

/** A one-pole low pass. */
export function createLowPass(cutoffHertz: number): (sample: number) => number {
  const share = 1 - Math.exp((-2 * Math.PI * cutoffHertz) / soundSampleRate);
  let state = 0;
  return (sample) => (state += (sample - state) * share);
}
