import { writeFile } from "node:fs/promises";
import { createCanvas } from "@napi-rs/canvas";
import type { Canvas } from "@napi-rs/canvas";
import type { RenderSceneParameters } from "#contracts/film.ts";
import { chooseCamera } from "../../models/camera/choose-camera.ts";
import { cameraHeadroom, moveOverPicture } from "../../models/camera/move-over-picture.ts";
import type { ImageModel } from "../../models/image/image-model.ts";
import { proceduralImageModel } from "../../models/image/procedural/procedural-image-model.ts";
import { requireModel } from "../../models/require-model.ts";
import { proceduralVideoModel } from "../../models/video/procedural/procedural-video-model.ts";
import type { VideoFrames, VideoModel } from "../../models/video/video-model.ts";
import { throwIfAborted } from "../task-error.ts";
import type { ScenePlan } from "./plan-scene.ts";

const imageModels: readonly ImageModel[] = [proceduralImageModel];
const videoModels: readonly VideoModel[] = [proceduralVideoModel];

/** By then rain and petals fill the picture. */
const stillSeconds = 2;

/** The pictures of a scene, and which models make them. */
export interface SceneDrawing extends VideoFrames {
  readonly models: { readonly image: string; readonly video: string | null };
  readonly provenance: string;
}

/**
 * Draws the still of a scene into a PNG of the scene's size and returns the pictures to come: a
 * camera over that still, or what the video model makes. Throws `unsupported-task`.
 */
export async function drawScene(
  parameters: RenderSceneParameters,
  { frameCount, durationSeconds }: ScenePlan,
  stillPath: string,
  signal: AbortSignal,
): Promise<SceneDrawing> {
  const { imagePrompt, seed, width, height, framesPerSecond } = parameters;
  const camera = parameters.camera ?? chooseCamera(imagePrompt, seed, parameters);
  const imageModel = requireModel(imageModels, parameters.imageModel);
  const videoModel =
    parameters.videoModel === null ? null : requireModel(videoModels, parameters.videoModel);
  // The words of an asked camera go to the model that can act on them, and to its still alike.
  const prompt =
    videoModel === null || parameters.camera === null
      ? imagePrompt
      : `${imagePrompt}. ${cameraWords[parameters.camera]}`;
  const scale = videoModel === null ? cameraHeadroom : 1;
  const { picture, falling } = await imageModel.draw(
    { prompt, seed, width: Math.round(width * scale), height: Math.round(height * scale) },
    signal,
  );
  const paintFalling = falling?.({ width, height });
  const still = reduce(picture, width, height);
  paintFalling?.(still.getContext("2d"), stillSeconds);
  await writeFile(stillPath, await still.encode("png"));
  if (videoModel !== null) {
    const request = { prompt, seed, width, height, framesPerSecond, durationSeconds };
    return {
      ...videoModel.generate(request, signal),
      models: { image: imageModel.id, video: videoModel.id },
      provenance: videoModel.provenance,
    };
  }
  const move = moveOverPicture({ picture, camera, width, height, durationSeconds });
  return {
    frameCount,
    frames: (function* () {
      for (let index = 0; index < frameCount; index += 1) {
        throwIfAborted(signal);
        const frame = move.drawAt(frameCount === 1 ? 0 : index / (frameCount - 1));
        paintFalling?.(frame.getContext("2d"), stillSeconds + index / framesPerSecond);
        yield frame.data();
      }
    })(),
    models: { image: imageModel.id, video: null },
    provenance: proceduralVideoModel.provenance,
  };
}

const cameraWords = {
  "zoom-in": "zoom in",
  "zoom-out": "zoom out",
  "pan-left": "pan left",
  "pan-right": "pan right",
  "tilt-up": "tilt up",
  "tilt-down": "tilt down",
  still: "static shot",
} as const;

function reduce(picture: Canvas, width: number, height: number): Canvas {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  return canvas;
}
