import { createCanvas } from "@napi-rs/canvas";
import type { Canvas } from "@napi-rs/canvas";
import type { SceneCamera } from "#contracts/film.ts";

/** How much larger than the frame a picture should be, so that the closest view is still sharp. */
export const cameraHeadroom = 1.28;

/** How far a long move goes, and how far one goes that has only a moment. */
const farthest = cameraHeadroom - 1;
const shortest = 0.05;
const reachPerSecond = 0.026;

/** A view of the picture: its middle in shares of the spare picture from -1 to 1, and its zoom. */
interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface PictureMoveOptions {
  /** Of the frame's shape, best `cameraHeadroom` times as large. */
  readonly picture: Canvas;
  readonly camera: SceneCamera;
  readonly width: number;
  readonly height: number;
  readonly durationSeconds: number;
}

/**
 * A camera that moves over a still picture, whatever the frame rate: `drawAt` draws the view after a
 * share of the whole way onto a canvas that the next call draws over. It never stops on the way, and
 * moves by fractions of a pixel.
 */
export function moveOverPicture(options: PictureMoveOptions): { drawAt(share: number): Canvas } {
  const { picture, width, height } = options;
  const reach = Math.min(farthest, shortest + options.durationSeconds * reachPerSecond);
  const [from, to] = viewsOf(options.camera, reach);
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  return {
    drawAt(share) {
      const way = glide(share);
      // Zooming by equal factors in equal times is what looks even.
      const zoom = from.zoom * (to.zoom / from.zoom) ** way;
      const x = (from.x + (to.x - from.x) * way) * (zoom - 1) * 0.5 * width;
      const y = (from.y + (to.y - from.y) * way) * (zoom - 1) * 0.5 * height;
      context.drawImage(
        picture,
        ((1 - zoom) * width) / 2 - x,
        ((1 - zoom) * height) / 2 - y,
        width * zoom,
        height * zoom,
      );
      return canvas;
    },
  };
}

function viewsOf(camera: SceneCamera, reach: number): [View, View] {
  const whole = { x: 0, y: 0, zoom: 1 };
  const near = { x: 0, y: 0.1, zoom: 1 + reach };
  switch (camera) {
    case "zoom-in":
      return [whole, near];
    case "zoom-out":
      return [near, whole];
    case "pan-left":
      return [
        { ...near, x: 1 },
        { ...near, x: -1 },
      ];
    case "pan-right":
      return [
        { ...near, x: -1 },
        { ...near, x: 1 },
      ];
    case "tilt-up":
      return [
        { ...near, y: 1 },
        { ...near, y: -1 },
      ];
    case "tilt-down":
      return [
        { ...near, y: -1 },
        { ...near, y: 1 },
      ];
    case "still":
      return [whole, whole];
  }
}

/** Gentle at both ends, though never at rest. */
const glide = (share: number): number => share * 0.7 + share * share * (3 - 2 * share) * 0.3;
