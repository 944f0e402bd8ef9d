import { createCanvas, ImageData } from "@napi-rs/canvas";
import type { Canvas, SKRSContext2D } from "@napi-rs/canvas";

/** A picture drawn once and kept. Sides are rounded up to whole pixels. */
export function offscreen(
  width: number,
  height: number,
  draw: (context: SKRSContext2D) => void,
): Canvas {
  const canvas = createCanvas(Math.max(1, Math.ceil(width)), Math.max(1, Math.ceil(height)));
  draw(canvas.getContext("2d"));
  return canvas;
}

/** Fills a canvas pixel by pixel; `shade` writes red, green, blue and alpha (0 to 255) at `offset`. */
export function shadePixels(
  width: number,
  height: number,
  shade: (x: number, y: number, pixels: Uint8ClampedArray, offset: number) => void,
): Canvas {
  const columns = Math.max(1, Math.ceil(width));
  const rows = Math.max(1, Math.ceil(height));
  const pixels = new Uint8ClampedArray(columns * rows * 4);
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) shade(x, y, pixels, (y * columns + x) * 4);
  }
  const canvas = createCanvas(columns, rows);
  canvas.getContext("2d").putImageData(new ImageData(pixels, columns, rows), 0, 0);
  return canvas;
}

/** A soft round light, ready to be drawn at any size. */
export function glowSprite(radius: number, inner: string, middle: string, outer: string): Canvas {
  return offscreen(radius * 2, radius * 2, (context) => {
    const gradient = context.createRadialGradient(radius, radius, 0, radius, radius, radius);
    gradient.addColorStop(0, inner);
    gradient.addColorStop(0.3, middle);
    gradient.addColorStop(1, outer);
    context.fillStyle = gradient;
    context.fillRect(0, 0, radius * 2, radius * 2);
  });
}
