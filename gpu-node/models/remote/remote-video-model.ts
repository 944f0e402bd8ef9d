import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Canvas } from "@napi-rs/canvas";
import { convertForeignVideo } from "../../media/convert-foreign-video.ts";
import { inspectForeignVideo } from "../../media/open-foreign-video.ts";
import type { ForeignVideo } from "../../media/open-foreign-video.ts";
import { mixSounds } from "../../media/sound/mix-sounds.ts";
import { TaskError } from "../../tasks/task-error.ts";
import type { VideoFrames, VideoModel, VideoModelRequest } from "../video/video-model.ts";
import type { CallImage, CallModel } from "./model-call.ts";

/** What a model may fall short of without anybody seeing it. */
const usualShare = 0.9;

/** A video model of one of the node's servers: its result is checked and made what was asked for. */
export function createRemoteVideoModel(
  key: string,
  { callModel, workDirectory }: { callModel: CallModel; workDirectory: string },
): VideoModel {
  return {
    id: key,
    provenance: `Made by the model ${key}; rendered by Framefleet.`,
    async generate(request, signal): Promise<VideoFrames> {
      const { prompt, seed, width, height, framesPerSecond, durationSeconds } = request;
      const leastSeconds = durationSeconds * (request.leastShare ?? usualShare);
      const { file } = await callModel(
        {
          kind: "video",
          model: key,
          prompt,
          seed,
          width,
          height,
          framesPerSecond,
          durationSeconds,
          leastSeconds,
          audio: request.audio === true,
          images: await writeImages(request, workDirectory),
        },
        (progress) => request.onProgress?.(progress),
      );
      const video = await inspectForeignVideo(join(workDirectory, file));
      if (video.durationSeconds < leastSeconds - 0.05)
        throw new TaskError(
          "model-failed",
          `The model ${key} made ${video.durationSeconds.toFixed(1)} s of video; asked for were ${durationSeconds} s.`,
        );
      return framesOf(video, request, signal);
    },
  };
}

function framesOf(
  video: ForeignVideo,
  request: VideoModelRequest,
  signal: AbortSignal,
): VideoFrames {
  const { width, height, framesPerSecond, durationSeconds } = request;
  const frameCount = Math.max(1, Math.round(durationSeconds * framesPerSecond));
  const isAsked =
    video.isMp4 &&
    video.videoCodec === "h264" &&
    video.isPlain &&
    video.width === width &&
    video.height === height &&
    video.frameCount === frameCount &&
    Math.abs(video.framesPerSecond - framesPerSecond) < 0.001 &&
    !video.hasAudio &&
    request.audio !== true;
  const hears = video.hasAudio && video.isMp4 && request.audio === true;
  const sound = {
    path: video.path,
    offsetSeconds: 0,
    fromSeconds: 0,
    toSeconds: durationSeconds,
    gain: 1,
  };
  return {
    frameCount,
    pixelFormat: "i420",
    frames: convertForeignVideo(video, { width, height, framesPerSecond, frameCount, signal }),
    ...(hears && { soundtrack: mixSounds([sound], frameCount / framesPerSecond) }),
    ...(isAsked && { finishedFile: video.path }),
  };
}

/** Pictures of the user as PNG files, whatever they came as. */
async function writeImages(
  { images }: VideoModelRequest,
  workDirectory: string,
): Promise<CallImage[]> {
  const all: [CallImage["role"], Canvas][] = [
    ...(images?.initialImage === undefined
      ? []
      : [["initial-image", images.initialImage] as const]),
    ...(images?.endFrame === undefined ? [] : [["end-frame", images.endFrame] as const]),
    ...(images?.references ?? []).map((picture) => ["reference-image", picture] as const),
  ].map(([role, picture]) => [role, picture]);
  const written: CallImage[] = [];
  for (const [index, [role, picture]] of all.entries()) {
    const file = `model-image-${index}.png`;
    await writeFile(join(workDirectory, file), await picture.encode("png"), { mode: 0o600 });
    written.push({ role, file });
  }
  return written;
}
