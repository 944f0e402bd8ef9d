import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { Demuxer } from "node-av/api";
import { AV_LOG_ERROR, AVMEDIA_TYPE_AUDIO, AVMEDIA_TYPE_VIDEO } from "node-av/constants";
import { avGetCodecName, Log } from "node-av/lib";
import { TaskError } from "../tasks/task-error.ts";
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
    return await Demuxer.open(`file:${resolve(path)}`, {
      format,
      options: {
        protocol_whitelist: "file",
        format_whitelist: `${demuxer},mov,mp4,m4a,3gp,3g2,mj2`,
      },
    });
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
  let frameCount = 0;
  for await (using packet of demuxer.packets(video.index)) {
    if (packet !== null) frameCount += 1;
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
    hasAudio: demuxer.streams.some((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO),
    sizeBytes,
    metadata: demuxer.metadata,
  };
}
