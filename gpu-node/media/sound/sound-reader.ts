import { Decoder, FilterAPI } from "node-av/api";
import type { Demuxer } from "node-av/api";
import { AVMEDIA_TYPE_AUDIO } from "node-av/constants";
import type { Frame } from "node-av/lib";
import { TaskError } from "../../tasks/task-error.ts";
import { detectUserMedia, openUserMedia } from "../open-user-media.ts";

export const mixSampleRate = 48_000;

/** Reads a file of a user as stereo at 48,000 samples a second, front to back, once. */
export class SoundReader implements AsyncDisposable {
  readonly #demuxer: Demuxer;
  readonly #decoder: Decoder;
  readonly #filter: FilterAPI;
  readonly #frames: AsyncIterator<Frame | null>;
  #waiting = new Float32Array(0);
  #isAtEnd = false;

  private constructor(demuxer: Demuxer, decoder: Decoder, streamIndex: number) {
    this.#demuxer = demuxer;
    this.#decoder = decoder;
    this.#filter = FilterAPI.create(
      `aresample=${mixSampleRate},aformat=sample_fmts=flt:channel_layouts=stereo`,
    );
    const decoded = decoder.frames(demuxer.packets(streamIndex));
    this.#frames = this.#filter.frames(decoded)[Symbol.asyncIterator]();
  }

  /** Throws `invalid-input` for a file that is no sound. */
  static async open(path: string): Promise<SoundReader> {
    const format = await detectUserMedia(path);
    if (format === null) throw new TaskError("invalid-input", "Unsupported audio codec");
    try {
      const demuxer = await openUserMedia(path, format);
      const audio = demuxer.streams.find(
        ({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_AUDIO,
      );
      if (audio === undefined) throw new TaskError("invalid-input", "Unsupported audio codec");
      return new SoundReader(demuxer, await Decoder.create(audio), audio.index);
    } catch (error) {
      if (error instanceof TaskError) throw error;
      throw new TaskError("invalid-input", "Unsupported audio codec", { cause: error });
    }
  }

  /** The next samples, left and right in turns; fewer than asked for only at the end. */
  async read(sampleCount: number): Promise<Float32Array> {
    const wanted = sampleCount * 2;
    const pieces = [this.#waiting];
    let length = this.#waiting.length;
    while (length < wanted && !this.#isAtEnd) {
      const step = await this.#frames.next();
      if (step.done === true) {
        this.#isAtEnd = true;
        break;
      }
      using frame = step.value;
      if (frame === null) continue;
      const bytes = frame.toBuffer();
      const samples = new Float32Array(frame.nbSamples * 2);
      new Uint8Array(samples.buffer).set(bytes.subarray(0, samples.byteLength));
      pieces.push(samples);
      length += samples.length;
    }
    const all = new Float32Array(length);
    let place = 0;
    for (const piece of pieces) {
      all.set(piece, place);
      place += piece.length;
    }
    this.#waiting = all.slice(wanted);
    return all.subarray(0, Math.min(wanted, length));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#frames.return?.();
    this.#filter[Symbol.dispose]();
    this.#decoder[Symbol.dispose]();
    await this.#demuxer.close();
  }
}
