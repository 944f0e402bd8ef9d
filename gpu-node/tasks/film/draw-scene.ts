import { writeFile } from "node:fs/promises";
import { createCanvas } from "@napi-rs/canvas";
import type { Canvas } from "@napi-rs/canvas";
import type { RenderSceneParameters } from "#contracts/film.ts";
import { chooseCamera } from "../../models/camera/choose-camera.ts";
import { cameraHeadroom, moveOverPicture } from "../../models/camera/move-over-picture.ts";
import { imageModelOf, videoModelOf } from "../../models/choose-model.ts";
import type { ModelAccess } from "../../models/choose-model.ts";
import type { ModelProgress } from "../../models/remote/model-call.ts";
import { proceduralVideoModel } from "../../models/video/procedural/procedural-video-model.ts";
import type { VideoFrames } from "../../models/video/video-model.ts";
import { throwIfAborted } from "../task-error.ts";
import type { ScenePlan } from "./plan-scene.ts";

/** A clip may play at half its speed, where the narration lasts longer than a model's videos. */
const leastShare = 0.5;

/** By then rain and petals fill the picture. */
const stillSeconds = 2;

/** The pictures of a scene, and which models make them. */
export interface SceneDrawing extends VideoFrames {
  readonly models: { readonly image: string; readonly video: string | null };
  readonly provenance: string;
}

export interface DrawSceneOptions {
  readonly access: ModelAccess;
  readonly signal: AbortSignal;
  /** How far a model server is with its pictures. */
  readonly onProgress?: (progress: ModelProgress) => void;
}

/**
 * Draws the still of a scene into a PNG of the scene's size and returns the pictures to come: a
 * camera over that still, or what the video model makes. Throws `unsupported-task`.
 */
export async function drawScene(
  parameters: RenderSceneParameters,
  { frameCount, durationSeconds }: ScenePlan,
  stillPath: string,
  { access, signal, onProgress }: DrawSceneOptions,
): Promise<SceneDrawing> {
  const { imagePrompt, seed, width, height, framesPerSecond } = parameters;
  const camera = parameters.camera ?? chooseCamera(imagePrompt, seed, parameters);
  const imageModel = imageModelOf(parameters.imageModel, access);
  const videoModel =
    parameters.videoModel === null ? null : videoModelOf(parameters.videoModel, access);
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
    // The embedded models draw the same scene of the same words; others are shown the still.
    const isEmbedded = videoModel === proceduralVideoModel;
    const images = isEmbedded ? undefined : { initialImage: still, references: [] };
    const video = await videoModel.generate(
      { ...request, images, leastShare, ...(onProgress && { onProgress }) },
      signal,
    );
    return {
      ...video,
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
    provenance:
      imageModel.id === proceduralVideoModel.id
        ? proceduralVideoModel.provenance
        : `Picture made by the model ${imageModel.id}; rendered by Framefleet.`,
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
