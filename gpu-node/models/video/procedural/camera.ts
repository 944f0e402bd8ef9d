import type { SKRSContext2D } from "@napi-rs/canvas";
import type { CameraMove } from "#contracts/prompt/scene-description.ts";
import type { FrameSize } from "./painter.ts";

/** Where the camera looks: pan and tilt from -1 to 1, zoom from 1 up. */
export interface CameraView {
  readonly pan: number;
  readonly tilt: number;
  readonly zoom: number;
}

/** Layers are drawn wider than the frame by this share on each side, so that a pan finds picture. */
export const overscan = 0.09;

const smooth = (value: number): number => value * value * (3 - 2 * value);

/** The view at a share of the whole duration. Every move is gentle at both ends, and none stands still. */
export function cameraView(
  moves: readonly CameraMove[],
  progress: number,
  seconds: number,
  direction: number,
): CameraView {
  const glide = progress * 0.6 + smooth(progress) * 0.4;
  const breathe = Math.sin(seconds * 0.35) * 0.05;
  let pan = direction * (glide - 0.5) * 0.9;
  let tilt = breathe;
  let zoom = 1;
  for (const move of moves) {
    if (move === "pan-left") pan = (0.5 - glide) * 2;
    if (move === "pan-right") pan = (glide - 0.5) * 2;
    if (move === "orbit") pan = Math.sin((progress - 0.5) * Math.PI) * direction;
    if (move === "static") pan = breathe * 0.2;
    if (move === "tilt-up") tilt = (0.5 - glide) * 1.8;
    if (move === "tilt-down") tilt = (glide - 0.5) * 1.8;
    if (move === "zoom-in") zoom = 1 + glide * 0.28;
    if (move === "zoom-out") zoom = 1.28 - glide * 0.28;
    if (move === "fly-forward") zoom = 1 + glide * 0.22;
  }
  return { pan, tilt, zoom };
}

/**
 * Runs `draw` in the space of a layer: depth 0 hardly moves with the camera, depth 1 moves most.
 * Without a zoom the shift is a plain translation, which the rasteriser draws fastest.
 */
export function atDepth(
  context: SKRSContext2D,
  view: CameraView,
  depth: number,
  size: FrameSize,
  draw: () => void,
): void {
  const scale = 1 + (view.zoom - 1) * (0.3 + 0.7 * depth);
  context.save();
  context.translate(
    -view.pan * depth * overscan * size.width,
    -view.tilt * depth * 0.05 * size.height,
  );
  if (scale !== 1) {
    context.translate(size.width / 2, size.height * 0.55);
    context.scale(scale, scale);
    context.translate(-size.width / 2, -size.height * 0.55);
  }
  draw();
  context.restore();
}
