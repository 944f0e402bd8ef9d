import { soundSampleRate } from "../sound-model.ts";
import type { StereoSound } from "../sound-model.ts";

interface Biquad {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/** The K weighting of ITU-R BS.1770 at 48 kHz: the shelf of the head, then the high pass. */
const shelf: Biquad = {
  b0: 1.53512485958697,
  b1: -2.69169618940638,
  b2: 1.19839281085285,
  a1: -1.69065929318241,
  a2: 0.73248077421585,
};
const highPass: Biquad = { b0: 1, b1: -2, b2: 1, a1: -1.99004745483398, a2: 0.99007225036621 };

const stepSamples = soundSampleRate / 10;
const stepsOfBlock = 4;
const loudnessOf = (power: number): number => -0.691 + 10 * Math.log10(power);

/**
 * Integrated loudness in LUFS after ITU-R BS.1770: blocks of 400 ms, gated at -70 LUFS and 10 LU
 * below the mean. A sound shorter than one block counts as one; silence is -Infinity.
 */
export function measureLoudness(sound: StereoSound): number {
  const meter = new LoudnessMeter();
  meter.add(sound);
  return meter.loudness();
}

/** The same for a sound that comes in parts and is never held as a whole. */
export class LoudnessMeter {
  readonly #left = new ChannelMeter();
  readonly #right = new ChannelMeter();

  add(part: StereoSound): void {
    this.#left.add(part.left);
    this.#right.add(part.right);
  }

  loudness(): number {
    const [left, right] = [this.#left.powers(), this.#right.powers()];
    const blocks: number[] = [];
    for (let first = 0; first + stepsOfBlock <= left.length; first += 1) {
      let sum = 0;
      for (let step = first; step < first + stepsOfBlock; step += 1)
        sum += (left[step] ?? 0) + (right[step] ?? 0);
      blocks.push(sum / stepsOfBlock);
    }
    if (blocks.length === 0) blocks.push(mean(left) + mean(right));
    const audible = blocks.filter((power) => loudnessOf(power) > -70);
    const gate = mean(audible) / 10;
    const kept = audible.filter((power) => power > gate);
    return kept.length === 0 ? Number.NEGATIVE_INFINITY : loudnessOf(mean(kept));
  }
}

/** Mean square of the weighted signal in steps of 100 ms. */
class ChannelMeter {
  readonly #powers: number[] = [];
  #state: readonly [number, number, number, number, number, number] = [0, 0, 0, 0, 0, 0];
  #sum = 0;
  #count = 0;

  add(samples: Float32Array): void {
    let [x1, x2, y1, y2, z1, z2] = this.#state;
    for (const sample of samples) {
      const y = shelf.b0 * sample + shelf.b1 * x1 + shelf.b2 * x2 - shelf.a1 * y1 - shelf.a2 * y2;
      const z =
        highPass.b0 * y + highPass.b1 * y1 + highPass.b2 * y2 - highPass.a1 * z1 - highPass.a2 * z2;
      x2 = x1;
      x1 = sample;
      y2 = y1;
      y1 = y;
      z2 = z1;
      z1 = z;
      this.#sum += z * z;
      this.#count += 1;
      if (this.#count < stepSamples) continue;
      this.#powers.push(this.#sum / this.#count);
      this.#sum = 0;
      this.#count = 0;
    }
    this.#state = [x1, x2, y1, y2, z1, z2];
  }

  powers(): readonly number[] {
    const isShort = this.#powers.length === 0 && this.#count > 0;
    return isShort ? [this.#sum / this.#count] : this.#powers;
  }
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
