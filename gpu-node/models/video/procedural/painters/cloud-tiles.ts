import type { Canvas } from "@napi-rs/canvas";
import { mix } from "../colour.ts";
import type { Colour } from "../colour.ts";
import type { ComposedScene } from "../compose-scene.ts";
import { createNoise, smoothStep } from "../noise.ts";
import { shadePixels } from "../offscreen.ts";

const columns = 512;
const rows = 200;
const period = 8;

/** A closed or broken deck seen from below; it wraps at its sides. */
export function deckTile(scene: ComposedScene, salt: number, cover: number, scale: number): Canvas {
  const noise = createNoise(scene.seed ^ (salt * 7919));
  const { palette } = scene;
  const threshold = 0.68 - cover * 0.34;
  const heavy = scene.cloudKind === "storm" ? 0.55 : scene.cloudKind === "overcast" ? 0.25 : 0;
  const warm: Colour = mix(palette.cloudLight, palette.glow, 0.4);
  const density = (x: number, y: number): number => {
    // Rows crowd towards the horizon, as a flat cloud deck does in perspective.
    const far = y / rows;
    const v = (scale * 2.2) / (1.12 - far);
    return noise.octavesPlane((x / columns) * period, v * 1.6 + salt, 5, period);
  };
  return shadePixels(columns, rows, (x, y, pixels, offset) => {
    const value = density(x, y);
    const covered = smoothStep(threshold, threshold + 0.2, value);
    if (covered <= 0) return;
    const lit = smoothStep(-0.06, 0.09, value - density(x + 3, y - 7));
    const far = y / rows;
    const thick = smoothStep(threshold + 0.08, threshold + 0.34, value);
    const dark = mix(palette.cloudShade, palette.near, thick * heavy);
    const body = mix(dark, palette.cloudLight, (0.25 + lit * 0.75) * (1 - thick * heavy));
    const shade = mix(mix(body, warm, far * 0.45), palette.haze, far ** 3 * 0.5);
    const edge = smoothStep(0, 0.06, far) * 0.4 + 0.6;
    const fade = 1 - smoothStep(0.9, 1, far);
    pixels.set([shade[0], shade[1], shade[2], covered * edge * fade * 235], offset);
  });
}

/** High ice clouds: long combed streaks, thin enough for the sky to shine through. */
export function cirrusTile(scene: ComposedScene, salt: number): Canvas {
  const noise = createNoise(scene.seed ^ (salt * 4241));
  const colour = mix(scene.palette.cloudLight, scene.palette.glow, 0.25);
  const lean = scene.random("cirrus")() * 0.8 + 0.35;
  return shadePixels(columns, rows, (x, y, pixels, offset) => {
    const far = y / rows;
    const u = (x / columns) * period;
    const v = 1.6 / (1.15 - far);
    const bend = noise.octavesPlane(u * 0.5, v * 0.9, 2, period / 2);
    const comb = noise.octavesPlane(u, (v * 5 - bend * 4) * lean + salt, 5, period);
    const patch = smoothStep(0.36, 0.7, noise.octavesPlane(u, v * 1.2 + 40, 3, period));
    const alpha = smoothStep(0.42, 0.82, comb) * patch * (1 - smoothStep(0.82, 1, far));
    pixels.set([colour[0], colour[1], colour[2], alpha * 205], offset);
  });
}
