import { createCanvas } from "@napi-rs/canvas";
import { parsePrompt } from "#contracts/prompt/parse-prompt.ts";
import type { SceneDescription } from "#contracts/prompt/scene-description.ts";
import { cameraView } from "./camera.ts";
import { composeScene } from "./compose-scene.ts";
import { choosePainters } from "./choose-painters.ts";

export interface ProceduralSceneOptions {
  readonly prompt: string;
  /** 32-bit; without one the prompt itself seeds the scene. */
  readonly seed?: number;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly durationSeconds: number;
}

export interface ProceduralScene {
  readonly frameCount: number;
  readonly description: SceneDescription;
  /** Draws one frame; frames may be drawn in any order. Returns `width * height * 4` RGBA bytes. */
  drawFrame(index: number): Buffer;
}

/** Composes the scene of a prompt. The same options always give the same pictures. */
export function createProceduralScene(options: ProceduralSceneOptions): ProceduralScene {
  const description = parsePrompt(options.prompt);
  const seed =
    (options.seed === undefined
      ? description.hash
      : Math.imul(options.seed, 0x9e3779b1) ^ description.hash) >>> 0;
  const size = { width: options.width, height: options.height };
  const scene = composeScene(description, seed, options.durationSeconds);
  const frameCount = Math.max(1, Math.round(options.durationSeconds * options.framesPerSecond));
  const canvas = createCanvas(size.width, size.height);
  const context = canvas.getContext("2d");
  const painters = choosePainters(scene).map((create) => create(scene, size));
  return {
    frameCount,
    description,
    drawFrame(index) {
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
      return canvas.data();
    },
  };
}
