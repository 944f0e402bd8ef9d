import type { VideoEncoding } from "#contracts/template.ts";
import type { MediaDescription } from "../media/probe-media.ts";
import type { FramePlan } from "../template/engine/plan-frames.ts";
import { TaskError } from "./task-error.ts";

const codecNames: Readonly<Record<VideoEncoding["codec"], string>> = {
  h264: "h264",
  h265: "hevc",
  av1: "av1",
};

/** Throws `verification-failed` where a finished file is not what was asked for. */
export function verifyRender(
  media: MediaDescription,
  asked: { plan: FramePlan; codec: VideoEncoding["codec"]; hasAudio: boolean },
): void {
  const { plan, codec, hasAudio } = asked;
  const faults: string[] = [];
  if (media.width !== plan.width || media.height !== plan.height)
    faults.push(`size ${media.width}x${media.height}`);
  if (media.videoCodec !== codecNames[codec])
    faults.push(`codec ${media.videoCodec}, not ${codecNames[codec]}`);
  if (media.frameCount !== plan.times.length)
    faults.push(`${media.frameCount} frames, not ${plan.times.length}`);
  if (Math.abs(media.framesPerSecond - plan.framesPerSecond) > 0.01 * plan.framesPerSecond)
    faults.push(`${media.framesPerSecond} frames a second, not ${plan.framesPerSecond}`);
  if (Math.abs(media.durationSeconds - plan.durationSeconds) > 0.1)
    faults.push(`duration ${media.durationSeconds} s, not ${plan.durationSeconds} s`);
  const expectedSound = hasAudio ? "aac" : null;
  if (media.audioCodec !== expectedSound)
    faults.push(`sound ${media.audioCodec ?? "none"}, not ${expectedSound ?? "none"}`);
  if (hasAudio && Math.abs(media.audioSeconds - plan.durationSeconds) > 0.1)
    faults.push(`sound of ${media.audioSeconds} s`);
  if (faults.length > 0)
    throw new TaskError(
      "verification-failed",
      `The finished file differs from the request: ${faults.join("; ")}.`,
    );
}
