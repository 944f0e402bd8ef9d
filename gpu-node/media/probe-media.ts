import { stat } from "node:fs/promises";
import type { Demuxer } from "node-av/api";
import { AV_LOG_ERROR, AVMEDIA_TYPE_AUDIO, AVMEDIA_TYPE_VIDEO } from "node-av/constants";
import { avGetCodecName, Log } from "node-av/lib";
import { TaskError } from "../tasks/task-error.ts";
import { movFormats, openMediaFile } from "./open-media-file.ts";
import { containerProfiles } from "./video-container.ts";
import type { VideoContainer } from "./video-container.ts";

/** What a finished file holds, read from the file itself. */
export interface MediaDescription {
  readonly container: VideoContainer;
  readonly videoCodec: string;
  readonly width: number;
  readonly height: number;
  readonly durationSeconds: number;
  readonly framesPerSecond: number;
  readonly frameCount: number;
  readonly hasAudio: boolean;
  /** FFmpeg's name; null without an audio stream. */
  readonly audioCodec: string | null;
  /** From the first sample that is heard to the last, 0 without an audio stream. */
  readonly audioSeconds: number;
  readonly sizeBytes: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Opens a local file with the one demuxer its container allows and no protocol but `file`, so
 * that a playlist in disguise cannot make us read other files or the network.
 */
export async function openMedia(path: string, container: VideoContainer): Promise<Demuxer> {
  Log.setLevel(AV_LOG_ERROR);
  const { demuxer } = containerProfiles[container];
  const format = demuxer.split(",")[0] ?? demuxer;
  try {
    return await openMediaFile(path, format, `${demuxer},${movFormats}`);
  } catch (error) {
    throw new TaskError("media-unreadable", `The file is not a readable ${container} video.`, {
      cause: error,
    });
  }
}

/** Reads size, codec, duration and frame count; counts the packets, so the count is exact. */
export async function probeMedia(
  path: string,
  container: VideoContainer,
): Promise<MediaDescription> {
  const { size: sizeBytes } = await stat(path);
  await using demuxer = await openMedia(path, container);
  const video = demuxer.streams.find((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO);
  if (video === undefined) throw new TaskError("media-unreadable", "The file has no video stream.");
  const audio = demuxer.streams.find((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO);
  let frameCount = 0;
  let audioSeconds = 0;
  for await (using packet of demuxer.packets()) {
    if (packet?.streamIndex === video.index) frameCount += 1;
    if (audio === undefined || packet?.streamIndex !== audio.index) continue;
    const { num, den } = audio.timeBase;
    audioSeconds = Math.max(audioSeconds, (Number(packet.pts + packet.duration) * num) / den);
  }
  const rate = video.avgFrameRate;
  return {
    container,
    videoCodec: avGetCodecName(video.codecpar.codecId) ?? "unknown",
    width: video.codecpar.width,
    height: video.codecpar.height,
    durationSeconds: demuxer.duration,
    framesPerSecond: rate.den === 0 ? 0 : rate.num / rate.den,
    frameCount,
    hasAudio: audio !== undefined,
    audioCodec: audio === undefined ? null : (avGetCodecName(audio.codecpar.codecId) ?? "unknown"),
    audioSeconds,
    sizeBytes,
    metadata: demuxer.metadata,
  };
}
