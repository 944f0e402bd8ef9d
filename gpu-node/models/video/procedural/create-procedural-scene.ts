import { createCanvas } from "@napi-rs/canvas";
import type { Canvas } from "@napi-rs/canvas";
import type { SceneDescription } from "#contracts/prompt/scene-description.ts";
import { cameraView } from "./camera.ts";
import { choosePainters, fallingPainters } from "./choose-painters.ts";
import { sceneOfPrompt } from "./scene-of-prompt.ts";
import type { SceneOfPromptOptions } from "./scene-of-prompt.ts";

export interface ProceduralSceneOptions extends SceneOfPromptOptions {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /** True: nothing falls, drifts or flashes, since something else will draw that. */
  readonly withoutFalling?: boolean;
}

export interface ProceduralScene {
  readonly frameCount: number;
  readonly description: SceneDescription;
  /** Draws one frame onto a canvas that the next call draws over. */
  drawPicture(index: number): Canvas;
  /** Draws one frame; frames may be drawn in any order. Returns `width * height * 4` RGBA bytes. */
  drawFrame(index: number): Buffer;
}

/** Composes the scene of a prompt. The same options always give the same pictures. */
export function createProceduralScene(options: ProceduralSceneOptions): ProceduralScene {
  const size = { width: options.width, height: options.height };
  const scene = sceneOfPrompt(options);
  const { description } = scene;
  const frameCount = Math.max(1, Math.round(options.durationSeconds * options.framesPerSecond));
  const canvas = createCanvas(size.width, size.height);
  const context = canvas.getContext("2d");
  const painters = choosePainters(scene)
    .filter((create) => options.withoutFalling !== true || !fallingPainters.has(create))
    .map((create) => create(scene, size));
  return {
    frameCount,
    description,
    drawFrame(index) {
      return this.drawPicture(index).data();
    },
    drawPicture(index) {
      const seconds = index / options.framesPerSecond;
      const progress = frameCount === 1 ? 0 : index / (frameCount - 1);
      const moment = {
        seconds,
        progress,
        view: cameraView(description.cameraMoves, progress, seconds, scene.direction),
      };
      for (const paint of painters) {
        context.save();
        paint(context, moment);
        context.restore();
      }
      return canvas;
    },
  };
}
