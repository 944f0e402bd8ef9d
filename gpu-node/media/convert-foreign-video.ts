import { FilterAPI } from "node-av/api";
import { TaskError, throwIfAborted } from "../tasks/task-error.ts";
import { foreignFrames } from "./open-foreign-video.ts";
import type { ForeignVideo } from "./open-foreign-video.ts";

export interface ConvertVideoOptions {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly frameCount: number;
  readonly signal: AbortSignal;
}

/**
 * The pictures of a model's video at another size, rate and length, as I420 planes in BT.709: they
 * fill the frame and are cut, what is too long ends early, what is too short plays slower. Always
 * exactly as many as asked for. Throws `aborted`.
 */
export async function* convertForeignVideo(
  video: ForeignVideo,
  { width, height, framesPerSecond, frameCount, signal }: ConvertVideoOptions,
): AsyncGenerator<Buffer, void, undefined> {
  const slowness = Math.max(1, frameCount / framesPerSecond / video.durationSeconds);
  using filter = FilterAPI.create(
    `setpts=(PTS-STARTPTS)*${slowness.toFixed(6)},fps=${framesPerSecond},` +
      `scale=${width}:${height}:force_original_aspect_ratio=increase:flags=bicubic+accurate_rnd:` +
      `out_color_matrix=bt709:out_range=tv,crop=${width}:${height},format=yuv420p`,
  );
  let last: Buffer | null = null;
  let given = 0;
  for await (using frame of filter.frames(foreignFrames(video))) {
    throwIfAborted(signal);
    if (frame === null) continue;
    last = frame.toBuffer();
    yield last;
    given += 1;
    if (given === frameCount) return;
  }
  if (last === null) throw new TaskError("media-unreadable", "The model's video has no pictures.");
  for (; given < frameCount; given += 1) yield last;
}
