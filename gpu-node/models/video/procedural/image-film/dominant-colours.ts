import { createCanvas } from "@napi-rs/canvas";
import type { Canvas } from "@napi-rs/canvas";
import { luminance } from "../colour.ts";
import type { Colour } from "../colour.ts";

const sampleSide = 64;
const leastDistance = 70;

/**
 * The colours that make pictures look as they do, the most telling first, as `#rrggbb`: much of the
 * area counts, and so does being colourful. Colours that are alike are named once.
 */
export function dominantColours(pictures: readonly Canvas[], count: number): string[] {
  const bins = new Map<number, { sum: [number, number, number]; pixels: number }>();
  for (const picture of pictures) {
    const sample = createCanvas(sampleSide, sampleSide);
    const context = sample.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, 0, 0, sampleSide, sampleSide);
    const pixels = sample.data();
    for (let offset = 0; offset < pixels.length; offset += 4) {
      const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(offset, offset + 4);
      if (alpha < 128) continue;
      const key = ((red >> 5) << 6) | ((green >> 5) << 3) | (blue >> 5);
      const bin = bins.get(key) ?? { sum: [0, 0, 0], pixels: 0 };
      bin.sum[0] += red;
      bin.sum[1] += green;
      bin.sum[2] += blue;
      bin.pixels += 1;
      bins.set(key, bin);
    }
  }
  const ranked = [...bins.values()]
    .map(({ sum, pixels }) => {
      const colour: Colour = [sum[0] / pixels, sum[1] / pixels, sum[2] / pixels];
      return { colour, weight: pixels * vividness(colour) };
    })
    .sort((left, right) => right.weight - left.weight);
  const chosen: Colour[] = [];
  for (const { colour } of ranked) {
    if (chosen.length === count) break;
    if (chosen.every((other) => distance(colour, other) > leastDistance)) chosen.push(colour);
  }
  return chosen.map(toHex);
}

/** From a little for greys and blacks to 1.2 for what is colourful. */
function vividness(colour: Colour): number {
  const spread = (Math.max(...colour) - Math.min(...colour)) / 255;
  return (0.2 + spread) * (0.3 + 0.7 * Math.min(1, luminance(colour) * 4));
}

function distance(left: Colour, right: Colour): number {
  return Math.hypot(left[0] - right[0], left[1] - right[1], left[2] - right[2]);
}

function toHex(colour: Colour): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}
