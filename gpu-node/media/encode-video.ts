import { setImmediate as nextTurn } from "node:timers/promises";
import { Encoder, FilterAPI, Muxer } from "node-av/api";
import {
  AV_LOG_ERROR,
  AV_PIX_FMT_RGBA,
  AV_PIX_FMT_YUV420P,
  AV_PICTURE_TYPE_I,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
} from "node-av/constants";
import { Dictionary, Frame, Log, Rational } from "node-av/lib";
import { TaskError, throwIfAborted } from "../tasks/task-error.ts";
import { copyFrame } from "./copy-frame.ts";
import { SoundWriter } from "./encode-sound.ts";
import type { Sound } from "./encode-sound.ts";
import { encoderSettings } from "./encoder-settings.ts";
import type { EncoderSettings, EncodingPurpose } from "./encoder-settings.ts";
import { readAhead } from "./read-ahead.ts";
import { chooseEncoder, containerProfiles } from "./video-container.ts";
import type { VideoContainer } from "./video-container.ts";

export interface EncodeVideoOptions {
  /** Pictures in display order; each must stay as it is until the next one is asked for. */
  readonly frames: AsyncIterable<Buffer> | Iterable<Buffer>;
  /** What the pictures are: RGBA unless it is said, or I420 in BT.709 limited range. */
  readonly pixelFormat?: "rgba" | "i420";
  /** For what the file is made; `delivery` unless said otherwise. */
  readonly purpose?: EncodingPurpose | undefined;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /** The same exactly, where a number cannot say it. */
  readonly frameRate?: { readonly num: number; readonly den: number };
  readonly container: VideoContainer;
  readonly outputPath: string;
  /** As long as the pictures; none makes a silent file without an audio stream. */
  readonly soundtrack?: Sound | undefined;
  /** An FFmpeg encoder name; ignored when the container cannot hold its stream. */
  readonly encoder?: string | undefined;
  /** How the encoder is set, instead of the settings that are usual for it. */
  readonly settings?: EncoderSettings | undefined;
  /** Encoder threads; 0 lets the encoder choose. */
  readonly threads?: number | undefined;
  /** Tags of the file, such as `comment`. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly onProgress?: (framesEncoded: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Pictures that are made while the encoder works on an earlier one. */
const drawnAhead = 2;

/** The frame rate as a fraction, exact for integers and for the 1001 family. */
function frameRateFraction(framesPerSecond: number): { num: number; den: number } {
  if (Number.isInteger(framesPerSecond)) return { num: framesPerSecond, den: 1 };
  const rounded = Math.round(framesPerSecond);
  if (Math.abs((rounded * 1000) / 1001 - framesPerSecond) < 0.005)
    return { num: rounded * 1000, den: 1001 };
  return { num: Math.round(framesPerSecond * 1000), den: 1000 };
}

/**
 * Encodes pictures, and sound where there is one, into a video file: yuv420p, BT.709 limited
 * range, one frame per tick.
 * Throws `aborted` when the signal fires and `encode-failed` when the encoder or muxer does.
 */
export async function encodeVideo(
  options: EncodeVideoOptions,
): Promise<{ framesEncoded: number; encoder: string }> {
  throwIfAborted(options.signal);
  Log.setLevel(AV_LOG_ERROR);
  const encoder = chooseEncoder(options.container, options.encoder);
  try {
    const framesEncoded = await run(options, encoder);
    return { framesEncoded, encoder };
  } catch (error) {
    throwIfAborted(options.signal);
    if (error instanceof TaskError) throw error;
    throw new TaskError("encode-failed", `The encoder ${encoder} failed.`, { cause: error });
  }
}

async function run(
  options: EncodeVideoOptions,
  encoderName: ReturnType<typeof chooseEncoder>,
): Promise<number> {
  const profile = containerProfiles[options.container];
  const rate = options.frameRate ?? frameRateFraction(options.framesPerSecond);
  const settings =
    options.settings ?? encoderSettings(encoderName, options.threads ?? 0, options.purpose);
  const faststart = options.container === "mp4" || options.container === "mov";
  await using muxer = await Muxer.open(options.outputPath, {
    format: profile.muxer,
    options: faststart ? { movflags: "+faststart" } : {},
    configure: (context) => {
      context.metadata = Dictionary.fromObject({ ...options.metadata });
    },
  });
  using filter =
    options.pixelFormat === "i420" ? undefined : FilterAPI.create(toYuv, { framerate: rate });
  using encoder = await Encoder.create(encoderName, {
    options: settings.options,
    context: {
      bitRate: 0,
      gopSize: Math.max(1, Math.round(options.framesPerSecond * 2)),
      framerate: new Rational(rate.num, rate.den),
      colorRange: AVCOL_RANGE_MPEG,
      colorPrimaries: AVCOL_PRI_BT709,
      colorTrc: AVCOL_TRC_BT709,
      colorSpace: AVCOL_SPC_BT709,
      ...(settings.globalQuality === undefined
        ? {}
        : { globalQuality: settings.globalQuality * 118 }),
      ...settings.context,
    },
    configure: (context) => {
      if (encoderName === "mpeg4") context.codecTag = "XVID";
    },
  });
  const streamIndex = muxer.addStream(encoder);
  const { soundtrack } = options;
  using sound =
    soundtrack === undefined
      ? undefined
      : await SoundWriter.open(muxer, { ...options, soundtrack });
  const counter = { framesEncoded: 0 };
  let packetCount = 0;
  const pictures = toAvFrames({ ...options, settings }, rate, counter);
  const converted = filter === undefined ? pictures : filter.frames(pictures);
  const frames = readAhead(converted, drawnAhead, (frame) => frame?.free());
  for await (using packet of encoder.packets(frames)) {
    if (packet === null) continue;
    if (packet.duration === 0n) packet.duration = 1n;
    await muxer.writePacket(packet, streamIndex);
    packetCount += 1;
    await sound?.writeUntil(packetCount / options.framesPerSecond);
  }
  await sound?.writeUntil();
  throwIfAborted(options.signal);
  await muxer.close();
  return counter.framesEncoded;
}

const toYuv =
  "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p," +
  "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709";

/** The library clears what a frame is to become; of this frame it cannot. */
function forceKeyFrame(frame: Frame): void {
  frame.pictType = AV_PICTURE_TYPE_I;
  Object.defineProperty(frame, "pictType", { get: () => AV_PICTURE_TYPE_I, set: () => {} });
}

function tagAsBt709(frame: Frame): void {
  frame.colorRange = AVCOL_RANGE_MPEG;
  frame.colorPrimaries = AVCOL_PRI_BT709;
  frame.colorTrc = AVCOL_TRC_BT709;
  frame.colorSpace = AVCOL_SPC_BT709;
}

async function* toAvFrames(
  options: EncodeVideoOptions,
  rate: { num: number; den: number },
  counter: { framesEncoded: number },
): AsyncGenerator<Frame | null> {
  const isPlanar = options.pixelFormat === "i420";
  const sizeBytes = options.width * options.height * (isPlanar ? 1.5 : 4);
  const forcedEveryFrames = options.settings?.forcedEveryFrames;
  for await (const picture of options.frames) {
    throwIfAborted(options.signal);
    if (picture.byteLength !== sizeBytes) {
      throw new TaskError(
        "encode-failed",
        `A frame has ${picture.byteLength} bytes instead of ${sizeBytes}.`,
      );
    }
    const borrowed = Frame.fromVideoBuffer(picture, {
      width: options.width,
      height: options.height,
      format: isPlanar ? AV_PIX_FMT_YUV420P : AV_PIX_FMT_RGBA,
      timeBase: { num: rate.den, den: rate.num },
    });
    // The filter makes pictures of its own of RGBA ones before it asks for more.
    const frame = isPlanar ? copyFrame(borrowed) : borrowed;
    if (isPlanar) tagAsBt709(frame);
    if (forcedEveryFrames !== undefined && counter.framesEncoded % forcedEveryFrames === 0)
      forceKeyFrame(frame);
    frame.pts = BigInt(counter.framesEncoded);
    frame.duration = 1n;
    yield frame;
    counter.framesEncoded += 1;
    options.onProgress?.(counter.framesEncoded);
    // Without a turn of the event loop the copies of the pictures are never freed.
    await nextTurn();
  }
  // `null` tells the filter and the encoder to flush.
  yield null;
}
