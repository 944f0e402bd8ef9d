import type { SKRSContext2D } from "@napi-rs/canvas";
import type { ComposedScene } from "../compose-scene.ts";
import type { Random } from "../seeded-random.ts";

/** Ready CSS colours of one subject. */
export interface SubjectPaint {
  readonly body: string;
  readonly shade: string;
  readonly accent: string;
  readonly light: string;
  /** How brightly lamps show, from 0 (full day) to 1 (night). */
  readonly lamps: number;
}

/**
 * Draws a subject in its own space: feet or keel at the origin, one unit tall (y from 0 up to
 * -1), facing right. `seconds` drives its gait; the context may be changed freely.
 */
export type Silhouette = (context: SKRSContext2D, seconds: number, paint: SubjectPaint) => void;

/** What a subject with detail needs to draw its pictures once. */
export interface SubjectSetting {
  readonly scene: ComposedScene;
  readonly paint: SubjectPaint;
  /** Its height on the frame. */
  readonly pixels: number;
  /** 0 near, 1 lost in the haze. */
  readonly distance: number;
  readonly random: Random;
}

/** Draws the still parts once, at their size, and returns the silhouette that shows and moves them. */
export type PreparedSilhouette = (setting: SubjectSetting) => Silhouette;

/** Fills a closed SVG-like run of points as a smooth blob. */
export function blob(context: SKRSContext2D, points: readonly (readonly [number, number])[]): void {
  context.beginPath();
  points.forEach((point, index) => {
    const next = points[(index + 1) % points.length] ?? point;
    const middle = [(point[0] + next[0]) / 2, (point[1] + next[1]) / 2] as const;
    if (index === 0) context.moveTo(middle[0], middle[1]);
    else context.quadraticCurveTo(point[0], point[1], middle[0], middle[1]);
  });
  const first = points[0] ?? [0, 0];
  const second = points[1] ?? first;
  context.quadraticCurveTo(
    first[0],
    first[1],
    (first[0] + second[0]) / 2,
    (first[1] + second[1]) / 2,
  );
  context.fill();
}

/** Fills a polygon with straight sides. */
export function polygon(
  context: SKRSContext2D,
  points: readonly (readonly [number, number])[],
): void {
  context.beginPath();
  points.forEach(([x, y], index) => (index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.closePath();
  context.fill();
}

/** Strokes a round-ended limb. */
export function limb(
  context: SKRSContext2D,
  width: number,
  points: readonly (readonly [number, number])[],
): void {
  context.lineWidth = width;
  context.lineCap = "round";
  context.lineJoin = "round";
  context.beginPath();
  points.forEach(([x, y], index) => (index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.stroke();
}

/** Fills an ellipse. */
export function oval(
  context: SKRSContext2D,
  x: number,
  y: number,
  radiusX: number,
  radiusY: number,
  turn = 0,
): void {
  context.beginPath();
  context.ellipse(x, y, radiusX, radiusY, turn, 0, Math.PI * 2);
  context.fill();
}
