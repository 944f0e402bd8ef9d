import type { CameraMove } from "#contracts/prompt/scene-description.ts";
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Canvas } from "@napi-rs/canvas";
import type { FrameSize } from "../painter.ts";

/** The way a camera takes over a picture: where it heads, and how close it comes. */
export interface PictureMove {
  /** -1 is left, 1 is right. */
  readonly x: number;
  /** -1 is up, 1 is down. */
  readonly y: number;
  /** How much closer than the whole picture, 0 or more. */
  readonly reach: number;
  /** The camera comes from close by and ends at the whole picture. */
  readonly withdraws: boolean;
}

/** Reads the camera words of a prompt; without any, a slow approach to one side. */
export function choosePictureMove(
  moves: readonly CameraMove[],
  direction: number,
  rise: number,
): PictureMove {
  let move: PictureMove = { x: direction * 0.55, y: rise * 0.5, reach: 0.13, withdraws: false };
  for (const name of moves) {
    if (name === "pan-left") move = { ...move, x: -1, y: 0, reach: 0.16 };
    if (name === "pan-right") move = { ...move, x: 1, y: 0, reach: 0.16 };
    if (name === "tilt-up") move = { ...move, x: 0, y: -1, reach: 0.16 };
    if (name === "tilt-down") move = { ...move, x: 0, y: 1, reach: 0.16 };
    if (name === "zoom-in" || name === "fly-forward") move = { ...move, x: 0, y: 0, reach: 0.24 };
    if (name === "zoom-out") move = { ...move, x: 0, y: 0, reach: 0.18, withdraws: true };
    if (name === "static") move = { ...move, x: 0, y: 0, reach: 0.03 };
  }
  return move;
}

/**
 * Draws a picture as the camera sees it after a share of its way; at 0 the whole picture exactly.
 * The lower part, which is usually nearer, slides further than the upper one. The frame is always
 * covered: what the camera comes closer by is what it may move.
 */
export function drawThroughCamera(
  context: SKRSContext2D,
  picture: Canvas,
  size: FrameSize,
  move: PictureMove,
  share: number,
): void {
  const { width, height } = size;
  const closer = move.reach * share;
  const slide = -move.x * closer * width * 0.36;
  const lift = -move.y * closer * height * 0.42;
  const lean = (-move.x * closer * 0.12 * width) / height;
  context.save();
  context.translate(width / 2 + slide, height / 2 + lift);
  context.transform(1 + closer, 0, lean, 1 + closer, 0, 0);
  context.drawImage(picture, -width / 2, -height / 2, width, height);
  context.restore();
}
