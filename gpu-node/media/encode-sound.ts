import { Encoder, FilterAPI } from "node-av/api";
import type { Muxer } from "node-av/api";
import { AV_CHANNEL_LAYOUT_STEREO, AV_SAMPLE_FMT_FLT } from "node-av/constants";
import type { FFEncoderCodec } from "node-av/constants";
import { Frame } from "node-av/lib";
import type { Packet } from "node-av/lib";
import { TaskError, throwIfAborted } from "../tasks/task-error.ts";
import { copyFrame } from "./copy-frame.ts";
import { containerProfiles } from "./video-container.ts";
import type { VideoContainer } from "./video-container.ts";

/** Two channels of the same length, from -1 to 1. */
export interface Soundtrack {
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly sampleRate: number;
}

/** Sound that is made while it is written, so that hours of it need no memory. */
export interface StreamedSound {
  readonly sampleRate: number;
  /** Samples of each channel. */
  readonly sampleCount: number;
  /** Pieces of it, left and right in turns, from -1 to 1; together exactly `sampleCount` samples. */
  readonly pieces: () => AsyncIterable<Float32Array>;
}

export type Sound = Soundtrack | StreamedSound;

export interface SoundWriterOptions {
  readonly container: VideoContainer;
  readonly soundtrack: Sound;
  readonly signal?: AbortSignal | undefined;
}

const chunkSamples = 4096;

/**
 * The audio stream of a file that is being written: encoded step by step, so that its packets lie
 * beside the pictures they belong to. Dispose it before the muxer's end is awaited.
 */
export class SoundWriter implements Disposable {
  readonly #encoder: Encoder;
  readonly #filter: FilterAPI;
  readonly #muxer: Muxer;
  readonly #streamIndex: number;
  readonly #dropsPriming: boolean;
  readonly #endSeconds: number;
  readonly #packets: AsyncIterator<Packet | null>;
  #writtenSeconds = 0;
  #shift: bigint | null = null;
  #isDone = false;

  private constructor(
    muxer: Muxer,
    encoder: Encoder,
    filter: FilterAPI,
    options: SoundWriterOptions,
  ) {
    const { soundtrack, container, signal } = options;
    this.#dropsPriming = containerProfiles[container].sound.dropsPriming;
    this.#endSeconds = countSamples(soundtrack) / soundtrack.sampleRate;
    this.#muxer = muxer;
    this.#encoder = encoder;
    this.#filter = filter;
    this.#streamIndex = muxer.addStream(encoder);
    const frames = filter.frames(toAudioFrames(soundtrack, signal));
    this.#packets = encoder.packets(frames)[Symbol.asyncIterator]();
  }

  /** Adds the stream to a muxer that has its video stream already. */
  static async open(muxer: Muxer, options: SoundWriterOptions): Promise<SoundWriter> {
    const { sound } = containerProfiles[options.container];
    const encoder = await openEncoder(sound.encoder, sound.bitRate);
    const filter = FilterAPI.create(soundFilter(sound.encoder, options.soundtrack.sampleRate));
    return new SoundWriter(muxer, encoder, filter, options);
  }

  /** Writes all packets that begin before this time; without a time, all that are left. */
  async writeUntil(seconds = Number.POSITIVE_INFINITY): Promise<void> {
    while (!this.#isDone && this.#writtenSeconds < seconds) {
      const next = await this.#packets.next();
      if (next.done === true) {
        this.#isDone = true;
        return;
      }
      using packet = next.value;
      if (packet === null) continue;
      this.#shift ??= this.#dropsPriming || packet.pts >= 0n ? 0n : -packet.pts;
      packet.pts += this.#shift;
      packet.dts += this.#shift;
      const { num, den } = this.#encoder.getCodecContext()?.timeBase ?? { num: 1, den: 48_000 };
      const startSeconds = (Number(packet.pts) * num) / den;
      this.#writtenSeconds = startSeconds + (Number(packet.duration) * num) / den;
      // What was shifted out behind the last picture is the end of the fade.
      if (startSeconds >= this.#endSeconds) continue;
      await this.#muxer.writePacket(packet, this.#streamIndex);
    }
  }

  [Symbol.dispose](): void {
    this.#encoder[Symbol.dispose]();
    this.#filter[Symbol.dispose]();
  }
}

async function openEncoder(name: string, bitRate: number): Promise<Encoder> {
  try {
    return await Encoder.create(name as FFEncoderCodec, { context: { bitRate } });
  } catch (error) {
    const message = `This node cannot encode sound with ${name}.`;
    throw new TaskError("encoder-unavailable", message, { cause: error });
  }
}

/** The FFmpeg filter that turns a soundtrack into what the encoder takes. */
export function soundFilter(encoderName: string, sampleRate: number): string {
  const sampleFormat = encoderName === "libopus" ? "flt" : "fltp";
  return `aformat=sample_fmts=${sampleFormat}:sample_rates=${sampleRate}:channel_layouts=stereo`;
}

/** Cuts a sound into FFmpeg's frames; the last word is `null`, which flushes the encoder. */
export async function* toAudioFrames(
  sound: Sound,
  signal?: AbortSignal,
): AsyncGenerator<Frame | null> {
  const { sampleRate } = sound;
  let first = 0;
  for await (const interleaved of "pieces" in sound ? sound.pieces() : interleave(sound)) {
    throwIfAborted(signal);
    const { buffer, byteOffset, byteLength } = interleaved;
    const frame = copyFrame(
      Frame.fromAudioBuffer(Buffer.from(buffer, byteOffset, byteLength), {
        nbSamples: interleaved.length / 2,
        format: AV_SAMPLE_FMT_FLT,
        sampleRate,
        channelLayout: AV_CHANNEL_LAYOUT_STEREO,
        timeBase: { num: 1, den: sampleRate },
      }),
    );
    frame.pts = BigInt(first);
    first += interleaved.length / 2;
    yield frame;
  }
  yield null;
}

function countSamples(sound: Sound): number {
  return "pieces" in sound ? sound.sampleCount : sound.left.length;
}

/** Left and right in turns, in pieces of some thousand samples. */
export function* interleave({
  left,
  right,
}: Pick<Soundtrack, "left" | "right">): Generator<Float32Array> {
  for (let first = 0; first < left.length; first += chunkSamples) {
    const count = Math.min(chunkSamples, left.length - first);
    const interleaved = new Float32Array(count * 2);
    for (let index = 0; index < count; index += 1) {
      interleaved[index * 2] = left[first + index] ?? 0;
      interleaved[index * 2 + 1] = right[first + index] ?? 0;
    }
    yield interleaved;
  }
}
