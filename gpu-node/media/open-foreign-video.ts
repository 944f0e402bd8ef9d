import { open } from "node:fs/promises";
import { Decoder } from "node-av/api";
import type { Demuxer } from "node-av/api";
import {
  AV_LOG_QUIET,
  AV_PIX_FMT_YUV420P,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
} from "node-av/constants";
import { avGetCodecName, Log } from "node-av/lib";
import type { Frame } from "node-av/lib";
import { TaskError } from "../tasks/task-error.ts";
import { movFormats, openMediaFile } from "./open-media-file.ts";
import { detectUserMedia, maximumVideoPixels } from "./open-user-media.ts";

/** What a video of a model server turned out to be, after every frame of it was decoded. */
export interface ForeignVideo {
  readonly path: string;
  readonly isMp4: boolean;
  readonly videoCodec: string;
  /** False for anything but 8-bit 4:2:0, which not every player shows. */
  readonly isPlain: boolean;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly frameCount: number;
  readonly durationSeconds: number;
  readonly hasAudio: boolean;
}

const codecs = ["h264", "hevc", "vp8", "vp9", "av1", "mpeg4"];
/** Ten minutes at 120 frames a second. */
const maximumFrames = 72_000;

/**
 * Decodes a video that nobody vouches for from end to end and says what it is. Throws
 * `media-unreadable` for anything that is no whole MP4 or WebM.
 */
export async function inspectForeignVideo(path: string): Promise<ForeignVideo> {
  const format = await detectFormat(path);
  try {
    await using demuxer = await openForeign(path, format);
    const { video, hasAudio } = streamsOf(demuxer);
    const { width, height } = video.codecpar;
    let frameCount = 0;
    using decoder = await Decoder.create(video, { options: decoderOptions });
    for await (using frame of decoder.frames(demuxer.packets(video.index))) {
      if (frame !== null) frameCount += 1;
      if (frameCount > maximumFrames) throw unreadable("is too long");
    }
    if (frameCount === 0) throw unreadable("has no frame that can be decoded");
    const { num, den } = video.avgFrameRate;
    const framesPerSecond = num > 0 && den > 0 ? num / den : frameCount / demuxer.duration;
    if (!(framesPerSecond > 0 && framesPerSecond <= 240)) throw unreadable("has no frame rate");
    const durationSeconds = frameCount / framesPerSecond;
    // A file that was cut off still says how long it once was.
    if (durationSeconds < demuxer.duration * 0.9 - 0.2) throw unreadable("is not complete");
    const videoCodec = avGetCodecName(video.codecpar.codecId) ?? "unknown";
    if (!codecs.includes(videoCodec)) throw unreadable(`has the codec ${videoCodec}`);
    return {
      path,
      isMp4: format === "mov",
      videoCodec,
      isPlain: video.codecpar.format === AV_PIX_FMT_YUV420P,
      width,
      height,
      framesPerSecond,
      frameCount,
      durationSeconds,
      hasAudio,
    };
  } catch (error) {
    if (error instanceof TaskError) throw error;
    throw unreadable("is damaged", error);
  }
}

/** Decoded frames of a video that `inspectForeignVideo` has passed. */
export async function* foreignFrames(video: ForeignVideo): AsyncGenerator<Frame | null> {
  await using demuxer = await openForeign(video.path, await detectFormat(video.path));
  const { video: stream } = streamsOf(demuxer);
  using decoder = await Decoder.create(stream, { options: decoderOptions });
  yield* decoder.frames(demuxer.packets(stream.index));
}

type Format = "mov" | "matroska";
const decoderOptions = { max_pixels: String(maximumVideoPixels) };

async function detectFormat(path: string): Promise<Format> {
  if ((await detectUserMedia(path)) === "mov") return "mov";
  await using file = await open(path, "r");
  const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
  if (buffer.readUInt32BE(0) === 0x1a45dfa3) return "matroska";
  throw unreadable("is neither MP4 nor WebM");
}

function openForeign(path: string, format: Format): Promise<Demuxer> {
  Log.setLevel(AV_LOG_QUIET);
  return openMediaFile(path, format, format === "mov" ? movFormats : "matroska,webm");
}

function streamsOf(demuxer: Demuxer) {
  const find = (type: number) =>
    demuxer.streams.find(({ codecpar }) => codecpar.codecType === type);
  const video = find(AVMEDIA_TYPE_VIDEO);
  if (video === undefined) throw unreadable("has no pictures");
  return { video, hasAudio: find(AVMEDIA_TYPE_AUDIO) !== undefined };
}

function unreadable(what: string, cause?: unknown): TaskError {
  return new TaskError("media-unreadable", `The model's video ${what}.`, { cause });
}
