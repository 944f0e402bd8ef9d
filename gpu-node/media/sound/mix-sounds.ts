import type { StreamedSound } from "../encode-sound.ts";
import { mixSampleRate, SoundReader } from "./sound-reader.ts";

/** A file that is heard from one moment of the video to another. */
export interface SoundPlacement {
  readonly path: string;
  /** Where the file's first sample lies in the video; before its start when negative. */
  readonly offsetSeconds: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** 1 is as loud as it is. */
  readonly gain: number;
}

const pieceSamples = 4096;
/** Short enough not to be heard as a fade, long enough not to click. */
const fadeSeconds = 0.02;
const endFadeSeconds = 0.25;

/**
 * Mixes files of users into sound of exactly this length: silence where there is none, a short
 * fade where one begins or ends. Fails with `invalid-input` for a file that cannot be decoded.
 */
export function mixSounds(
  placements: readonly SoundPlacement[],
  durationSeconds: number,
): StreamedSound {
  const sampleCount = Math.round(durationSeconds * mixSampleRate);
  return { sampleRate: mixSampleRate, sampleCount, pieces: () => mix(placements, sampleCount) };
}

async function* mix(
  placements: readonly SoundPlacement[],
  sampleCount: number,
): AsyncGenerator<Float32Array> {
  const sources: Source[] = [];
  try {
    for (const placement of placements) sources.push(await Source.open(placement, sampleCount));
    for (let first = 0; first < sampleCount; first += pieceSamples) {
      const piece = new Float32Array(Math.min(pieceSamples, sampleCount - first) * 2);
      for (const source of sources) await source.addTo(piece, first);
      for (const [index, value] of piece.entries()) piece[index] = Math.max(-1, Math.min(1, value));
      yield piece;
    }
  } finally {
    for (const source of sources) await source.close();
  }
}

/** One file in the mix. */
class Source {
  readonly #reader: SoundReader;
  readonly #gain: number;
  readonly #from: number;
  readonly #to: number;
  readonly #endFade: number;
  /** Place in the video of the sample that is read next. */
  #place: number;

  private constructor(reader: SoundReader, placement: SoundPlacement, sampleCount: number) {
    const at = (seconds: number): number => Math.round(seconds * mixSampleRate);
    this.#reader = reader;
    this.#gain = placement.gain;
    this.#place = at(placement.offsetSeconds);
    this.#from = Math.max(0, at(placement.fromSeconds), this.#place);
    this.#to = Math.min(sampleCount, at(placement.toSeconds));
    const isCutByEnd = this.#to === sampleCount;
    this.#endFade = at(isCutByEnd ? endFadeSeconds : fadeSeconds);
  }

  static async open(placement: SoundPlacement, sampleCount: number): Promise<Source> {
    return new Source(await SoundReader.open(placement.path), placement, sampleCount);
  }

  /** @param first place in the video of the piece's first sample */
  async addTo(piece: Float32Array, first: number): Promise<void> {
    const end = Math.min(this.#to, first + piece.length / 2);
    const start = Math.max(this.#from, first);
    if (start >= end) return;
    while (this.#place < start) {
      const skipped = await this.#reader.read(Math.min(mixSampleRate, start - this.#place));
      if (skipped.length === 0) return;
      this.#place += skipped.length / 2;
    }
    const samples = await this.#reader.read(end - start);
    for (let index = 0; index < samples.length; index += 1) {
      const place = start + (index >>> 1);
      const target = (start - first) * 2 + index;
      piece[target] = (piece[target] ?? 0) + (samples[index] ?? 0) * this.#gainAt(place);
    }
    this.#place = start + samples.length / 2;
  }

  #gainAt(place: number): number {
    const rise = (place - this.#from) / (fadeSeconds * mixSampleRate);
    const fall = (this.#to - place) / this.#endFade;
    return this.#gain * Math.max(0, Math.min(1, rise, fall));
  }

  close(): Promise<void> {
    return this.#reader[Symbol.asyncDispose]();
  }
}
