import { Decoder, FilterAPI } from "node-av/api";
import { AVMEDIA_TYPE_VIDEO } from "node-av/constants";
import { TaskError, throwIfAborted } from "../tasks/task-error.ts";
import { openMedia } from "./probe-media.ts";

/**
 * The pictures of an MP4 file one after the other, as I420 planes of the given size: luma, then both
 * chroma planes at half the size. Throws `media-unreadable` and `aborted`.
 */
export async function* decodePlanes(
  path: string,
  { width, height }: { width: number; height: number },
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  await using demuxer = await openMedia(path, "mp4");
  const video = demuxer.streams.find(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_VIDEO);
  if (video === undefined) throw new TaskError("media-unreadable", "The file has no video stream.");
  using decoder = await Decoder.create(video);
  using filter = FilterAPI.create(`scale=${width}:${height}:flags=bicubic,format=yuv420p`);
  for await (using frame of filter.frames(decoder.frames(demuxer.packets(video.index)))) {
    throwIfAborted(signal);
    if (frame === null) continue;
    yield frame.toBuffer();
  }
}
