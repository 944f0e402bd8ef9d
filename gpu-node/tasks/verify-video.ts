import type { MediaDescription as ReportedMedia } from "#contracts/task.ts";
import { probeMedia } from "../media/probe-media.ts";
import type { MediaDescription } from "../media/probe-media.ts";
import type { VideoContainer } from "../media/video-container.ts";
import { TaskError } from "./task-error.ts";

/** What a finished file must turn out to be. */
export interface ExpectedVideo {
  readonly container: VideoContainer;
  readonly videoCodec: string;
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
  readonly framesPerSecond: number;
  /** Null: the file must be silent. */
  readonly audioCodec: string | null;
}

/**
 * Reads a finished file and compares it with what was to be made. Throws `media-unreadable` and
 * `verification-failed`.
 */
export async function verifyVideo(
  path: string,
  expected: ExpectedVideo,
): Promise<MediaDescription> {
  const media = await probeMedia(path, expected.container);
  const expectedSeconds = expected.frameCount / expected.framesPerSecond;
  const faults: string[] = [];
  if (media.width !== expected.width || media.height !== expected.height)
    faults.push(`size ${media.width}x${media.height}`);
  if (media.videoCodec !== expected.videoCodec)
    faults.push(`codec ${media.videoCodec}, not ${expected.videoCodec}`);
  if (media.frameCount !== expected.frameCount)
    faults.push(`${media.frameCount} frames, not ${expected.frameCount}`);
  if (Math.abs(media.durationSeconds - expectedSeconds) > 0.05)
    faults.push(`duration ${media.durationSeconds} s`);
  if (media.audioCodec !== expected.audioCodec)
    faults.push(`sound ${media.audioCodec ?? "none"}, not ${expected.audioCodec ?? "none"}`);
  if (expected.audioCodec !== null && Math.abs(media.audioSeconds - expectedSeconds) > 0.05)
    faults.push(`sound of ${media.audioSeconds} s`);
  if (faults.length > 0) {
    throw new TaskError(
      "verification-failed",
      `The finished file differs from the request: ${faults.join("; ")}.`,
    );
  }
  return media;
}

/** What is told of a file when its task is done. */
export function toMediaDescription(media: MediaDescription): ReportedMedia {
  const { container, videoCodec, width, height, durationSeconds, framesPerSecond, hasAudio } =
    media;
  return { container, videoCodec, width, height, durationSeconds, framesPerSecond, hasAudio };
}
