import { writeFile } from "node:fs/promises";
import { createCanvas, ImageData } from "@napi-rs/canvas";
import { Decoder, FilterAPI } from "node-av/api";
import { AVMEDIA_TYPE_VIDEO } from "node-av/constants";
import { TaskError } from "../tasks/task-error.ts";
import { openMedia } from "./probe-media.ts";
import type { VideoContainer } from "./video-container.ts";

export interface ExtractThumbnailOptions {
  readonly videoPath: string;
  readonly container: VideoContainer;
  readonly outputPath: string;
  /** Index of the frame to show, in display order. */
  readonly frameIndex: number;
  readonly maxWidth?: number;
}

/** Decodes one frame of a finished video and writes it as PNG; throws `media-unreadable`. */
export async function extractThumbnail(
  options: ExtractThumbnailOptions,
): Promise<{ width: number; height: number }> {
  await using demuxer = await openMedia(options.videoPath, options.container);
  const video = demuxer.streams.find((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO);
  if (video === undefined) throw new TaskError("media-unreadable", "The file has no video stream.");
  const width = Math.min(options.maxWidth ?? 640, video.codecpar.width);
  const height = Math.max(1, Math.round((width * video.codecpar.height) / video.codecpar.width));
  using decoder = await Decoder.create(video);
  using filter = FilterAPI.create(
    `select=gte(n\\,${options.frameIndex}),scale=${width}:${height}:flags=area+accurate_rnd:in_color_matrix=bt709,format=rgba`,
  );
  for await (using frame of filter.frames(decoder.frames(demuxer.packets(video.index)))) {
    if (frame === null) continue;
    const canvas = createCanvas(width, height);
    const pixels = new Uint8ClampedArray(frame.toBuffer());
    canvas.getContext("2d").putImageData(new ImageData(pixels, width, height), 0, 0);
    await writeFile(options.outputPath, await canvas.encode("png"));
    return { width, height };
  }
  throw new TaskError("media-unreadable", `The video has no frame ${options.frameIndex}.`);
}
