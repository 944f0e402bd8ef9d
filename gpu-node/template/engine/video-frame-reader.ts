import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Decoder, FilterAPI } from "node-av/api";
import type { Demuxer } from "node-av/api";
import { AVMEDIA_TYPE_VIDEO } from "node-av/constants";
import type { Frame } from "node-av/lib";
import { maximumVideoPixels, openUserMedia } from "../../media/open-user-media.ts";
import { TaskError } from "../../tasks/task-error.ts";
import { encodeBmp } from "./encode-bmp.ts";
import type { TemplateVideo } from "./video-times.ts";

export interface VideoFrameSize {
  readonly width: number;
  readonly height: number;
}

export interface VideoFrameReaderOptions {
  readonly directory: string;
  /** Files are called `<name>-<frame>.bmp`. */
  readonly name: string;
  /** Frames fill it and are cut. */
  readonly size: VideoFrameSize;
}

/** Frames to decode forward rather than to seek. */
const patienceFrames = 120;

/**
 * Turns frames of a film into BMP files, which the engine reads fastest. Frames asked for in
 * rising order are decoded in one pass; going back begins again at the key frame before.
 */
export class VideoFrameReader {
  readonly #video: TemplateVideo;
  readonly #options: VideoFrameReaderOptions;
  readonly #written = new Set<number>();
  #pass: DecodingPass | null = null;

  constructor(video: TemplateVideo, options: VideoFrameReaderOptions) {
    this.#video = video;
    this.#options = options;
  }

  get size(): VideoFrameSize {
    return this.#options.size;
  }

  fileOf(frame: number): string {
    return `${this.#options.name}-${frame}.bmp`;
  }

  /** Writes the frames that are not there yet. Throws `invalid-input` for a damaged film. */
  async write(frames: ReadonlySet<number>): Promise<void> {
    const { directory, size } = this.#options;
    for (const frame of [...frames].toSorted((one, other) => one - other)) {
      if (this.#written.has(frame)) continue;
      await this.#seekTo(frame);
      const bytes = await this.#pass?.pictureAt(frame / this.#video.framesPerSecond);
      if (bytes === undefined || bytes === null)
        throw new TaskError(
          "invalid-input",
          `Unsupported file formats or codecs: ${this.#video.asset.path}`,
        );
      await writeFile(join(directory, this.fileOf(frame)), encodeBmp(bytes, size), { mode: 0o600 });
      this.#written.add(frame);
    }
  }

  /** Removes the files of all other frames. */
  async keepOnly(frames: ReadonlySet<number>): Promise<void> {
    for (const frame of this.#written) {
      if (frames.has(frame)) continue;
      this.#written.delete(frame);
      await rm(join(this.#options.directory, this.fileOf(frame)), { force: true });
    }
  }

  async #seekTo(frame: number): Promise<void> {
    const seconds = frame / this.#video.framesPerSecond;
    const reach = patienceFrames / this.#video.framesPerSecond;
    const position = this.#pass?.positionSeconds ?? Number.POSITIVE_INFINITY;
    if (seconds >= position && seconds < position + reach) return;
    await this.close();
    this.#pass = await DecodingPass.open(this.#video, this.#options.size, seconds);
  }

  async close(): Promise<void> {
    const pass = this.#pass;
    this.#pass = null;
    await pass?.close();
  }
}

/** One run through a film from some moment on. */
class DecodingPass {
  readonly #demuxer: Demuxer;
  readonly #decoder: Decoder;
  readonly #frames: AsyncIterator<Frame | null>;
  readonly #tick: number;
  readonly #filter: FilterAPI;
  readonly #startSeconds: number;
  #shown: Frame | null = null;
  #next: Frame | null = null;
  #isAtEnd = false;

  private constructor(
    demuxer: Demuxer,
    decoder: Decoder,
    streamIndex: number,
    size: VideoFrameSize,
  ) {
    const stream = demuxer.streams.find(({ index }) => index === streamIndex);
    const { num, den } = stream?.timeBase ?? { num: 1, den: 1 };
    this.#demuxer = demuxer;
    this.#decoder = decoder;
    this.#tick = num / den;
    const start = stream?.startTime ?? 0n;
    this.#startSeconds = Number(start) > 0 ? Number(start) * this.#tick : 0;
    this.#frames = decoder.frames(demuxer.packets(streamIndex))[Symbol.asyncIterator]();
    const { width, height } = size;
    this.#filter = FilterAPI.create(
      `scale=${width}:${height}:force_original_aspect_ratio=increase:flags=bicubic+accurate_rnd,` +
        `crop=${width}:${height},format=bgr0`,
    );
  }

  static async open(
    video: TemplateVideo,
    size: VideoFrameSize,
    seconds: number,
  ): Promise<DecodingPass> {
    const demuxer = await openUserMedia(video.asset.filePath, "mov");
    const stream = demuxer.streams.find(
      ({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_VIDEO,
    );
    if (stream === undefined) throw new TaskError("invalid-input", "The film has no pictures.");
    if (seconds > 1) await demuxer.seek(seconds - 0.5, stream.index);
    const decoder = await Decoder.create(stream, {
      options: { max_pixels: String(maximumVideoPixels) },
    });
    return new DecodingPass(demuxer, decoder, stream.index, size);
  }

  /** Pictures before this moment are gone. */
  get positionSeconds(): number {
    return this.#shown === null ? 0 : this.#secondsOf(this.#shown);
  }

  /** Pixels of the frame that is on show at this moment; the last one after the end. */
  async pictureAt(seconds: number): Promise<Buffer | null> {
    while (
      !this.#isAtEnd &&
      (this.#next === null || this.#secondsOf(this.#next) <= seconds + 1e-3)
    ) {
      if (this.#next !== null) {
        this.#shown?.free();
        this.#shown = this.#next;
        this.#next = null;
      }
      const step = await this.#frames.next();
      if (step.done === true) this.#isAtEnd = true;
      else this.#next = step.value;
    }
    // Before its first frame a film shows that one.
    const frame = this.#shown ?? this.#next;
    return frame === null ? null : this.#convert(frame);
  }

  /** The filter has no memory: one picture in, one out. */
  async #convert(frame: Frame): Promise<Buffer | null> {
    const copy = frame.clone();
    if (copy === null) return null;
    let pixels: Buffer | null = null;
    for (const picture of await this.#filter.processAll(copy)) {
      pixels = picture.toBuffer();
      picture.free();
    }
    copy.free();
    return pixels;
  }

  #secondsOf(frame: Frame): number {
    return Number(frame.bestEffortTimestamp) * this.#tick - this.#startSeconds;
  }

  async close(): Promise<void> {
    await this.#frames.return?.();
    this.#shown?.free();
    this.#next?.free();
    this.#filter[Symbol.dispose]();
    this.#decoder[Symbol.dispose]();
    await this.#demuxer.close();
  }
}
