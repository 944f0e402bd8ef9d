import { Decoder } from "node-av/api";
import { AVMEDIA_TYPE_VIDEO } from "node-av/constants";
import { avGetCodecName } from "node-av/lib";
import { detectUserMedia, maximumVideoPixels, openUserMedia } from "./open-user-media.ts";

export type UserVideoOutcome =
  | {
      readonly type: "video";
      readonly width: number;
      readonly height: number;
      readonly durationSeconds: number;
      readonly framesPerSecond: number;
    }
  | { readonly type: "unreadable"; readonly reason: string };

const codecs = ["h264", "hevc"];
const decodedFrames = 24;

/** Opens an MP4 of a user and decodes its first second or so. Never throws for a bad file. */
export async function inspectUserVideo(path: string): Promise<UserVideoOutcome> {
  if ((await detectUserMedia(path)) !== "mov") return unreadable("it is no MP4 film");
  try {
    return await decode(path);
  } catch {
    return unreadable("the film is damaged");
  }
}

async function decode(path: string): Promise<UserVideoOutcome> {
  await using demuxer = await openUserMedia(path, "mov");
  const video = demuxer.streams.find((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO);
  if (video === undefined) return unreadable("it has no pictures");
  const codec = avGetCodecName(video.codecpar.codecId) ?? "unknown";
  if (!codecs.includes(codec)) return unreadable(`its codec is ${codec}, not H.264 or H.265`);
  const { width, height } = video.codecpar;
  if (width < 1 || height < 1) return unreadable("it has no pixels");
  if (width * height > maximumVideoPixels)
    return unreadable(`${width}x${height} pixels are too many`);
  using decoder = await Decoder.create(video, {
    options: { max_pixels: String(maximumVideoPixels) },
  });
  let frameCount = 0;
  for await (using frame of decoder.frames(demuxer.packets(video.index))) {
    if (frame !== null) frameCount += 1;
    if (frameCount >= decodedFrames) break;
  }
  if (frameCount === 0) return unreadable("no frame of it can be decoded");
  const { num, den } = video.avgFrameRate;
  const framesPerSecond = den === 0 || num === 0 ? 30 : num / den;
  const durationSeconds = Math.max(demuxer.duration, frameCount / framesPerSecond);
  return { type: "video", width, height, durationSeconds, framesPerSecond };
}

function unreadable(reason: string): UserVideoOutcome {
  return { type: "unreadable", reason };
}
