import { createCanvas } from "@napi-rs/canvas";
import type { Canvas, SKRSContext2D } from "@napi-rs/canvas";
import { cameraView } from "../camera.ts";
import { createProceduralScene } from "../create-procedural-scene.ts";
import type { ProceduralScene, ProceduralSceneOptions } from "../create-procedural-scene.ts";
import { smoothStep } from "../noise.ts";
import type { FrameMoment, FrameSize } from "../painter.ts";
import { sceneOfPrompt } from "../scene-of-prompt.ts";
import { between } from "../seeded-random.ts";
import { chooseFilmPainters, sceneOverPicture } from "./choose-film-painters.ts";
import { coverFit } from "./cover-fit.ts";
import { choosePictureMove, drawThroughCamera } from "./picture-camera.ts";
import type { PictureMove } from "./picture-camera.ts";

export interface ImageFilmOptions extends ProceduralSceneOptions {
  readonly initialImage?: Canvas | undefined;
  readonly endFrame?: Canvas | undefined;
}

/** Draws one side of the film at a share of the whole time. */
type Side = (context: SKRSContext2D, index: number, progress: number) => void;

/**
 * A film between pictures of the user: the first frame is the initial image, the last the end
 * frame, exactly; a camera moves over both, they dissolve into each other, and the prompt's weather
 * and light live over them. Without an initial image the film begins in the prompt's drawn scene.
 */
export function createImageFilm(options: ImageFilmOptions): ProceduralScene {
  const size = { width: options.width, height: options.height };
  const scene = sceneOverPicture(sceneOfPrompt(options));
  const { description } = scene;
  const random = scene.random("picture-camera");
  const move = choosePictureMove(description.cameraMoves, scene.direction, between(random, -1, 1));
  const frameCount = Math.max(1, Math.round(options.durationSeconds * options.framesPerSecond));
  const first = firstSide(options, size, move);
  const last = lastSide(options, size, move);
  // A drawn scene has a story of its own to tell before the picture comes.
  const [dissolveFrom, dissolveTo] =
    options.initialImage === undefined ? [0.42, 0.88] : [0.26, 0.76];
  const painters = chooseFilmPainters(scene).map((create) => create(scene, size));
  const canvas = createCanvas(size.width, size.height);
  const context = canvas.getContext("2d");
  const dressed = createCanvas(size.width, size.height);
  const dressedContext = dressed.getContext("2d");

  function paintOver(target: SKRSContext2D, moment: FrameMoment): void {
    for (const paint of painters) {
      target.save();
      paint(target, moment);
      target.restore();
    }
  }

  return {
    frameCount,
    description,
    drawPicture(index) {
      const seconds = index / options.framesPerSecond;
      const progress = frameCount === 1 ? 0 : index / (frameCount - 1);
      const dissolve = last === undefined ? 0 : smoothStep(dissolveFrom, dissolveTo, progress);
      if (dissolve < 1) first(context, index, progress);
      if (dissolve > 0) {
        context.save();
        context.globalAlpha = dissolve;
        last?.(context, index, progress);
        context.restore();
      }
      const strength = overlayStrength(options, seconds, progress);
      const view = cameraView(description.cameraMoves, progress, seconds, scene.direction);
      const moment = { seconds, progress, view };
      if (strength >= 1) paintOver(context, moment);
      else if (strength > 0) {
        // Over a copy, since some layers mix with what lies below them.
        dressedContext.drawImage(canvas, 0, 0);
        paintOver(dressedContext, moment);
        context.save();
        context.globalAlpha = strength;
        context.drawImage(dressed, 0, 0);
        context.restore();
      }
      return canvas;
    },
    drawFrame(index) {
      return this.drawPicture(index).data();
    },
  };
}

function firstSide(options: ImageFilmOptions, size: FrameSize, move: PictureMove): Side {
  const { initialImage } = options;
  if (initialImage === undefined) {
    const drawn = createProceduralScene(options);
    return (context, index) => context.drawImage(drawn.drawPicture(index), 0, 0);
  }
  const reach = options.endFrame === undefined ? move.reach : move.reach * 1.4;
  const way = { ...move, reach };
  // On the way to another picture the camera never withdraws: the first frame shows it whole.
  const withdraws = move.withdraws && options.endFrame === undefined;
  const picture = coverFit(initialImage, size, 1 + reach);
  return (context, _index, progress) =>
    drawThroughCamera(context, picture, size, way, glide(withdraws ? 1 - progress : progress));
}

/** The last picture comes from the other side and stands still and whole in the last frame. */
function lastSide(options: ImageFilmOptions, size: FrameSize, move: PictureMove): Side | undefined {
  if (options.endFrame === undefined) return undefined;
  const way = { ...move, x: -move.x, y: -move.y, reach: move.reach * 1.4 };
  const picture = coverFit(options.endFrame, size, 1 + way.reach);
  return (context, _index, progress) =>
    drawThroughCamera(context, picture, size, way, glide(1 - progress));
}

const glide = (share: number): number => share * 0.5 + share * share * (3 - 2 * share) * 0.5;

/** The user's own pictures stay clean at their end of the film; weather comes and goes softly. */
function overlayStrength(options: ImageFilmOptions, seconds: number, progress: number): number {
  const rampSeconds = Math.min(1.2, options.durationSeconds * 0.25);
  const leftSeconds = (1 - progress) * options.durationSeconds;
  const fadesIn = options.initialImage === undefined ? 1 : smoothStep(0, rampSeconds, seconds);
  const fadesOut = options.endFrame === undefined ? 1 : smoothStep(0, rampSeconds, leftSeconds);
  return Math.min(fadesIn, fadesOut);
}
