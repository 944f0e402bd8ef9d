import type { SKRSContext2D } from "@napi-rs/canvas";
import { css, mix, parseColour } from "../colour.ts";
import type { Colour } from "../colour.ts";
import type { ComposedScene } from "../compose-scene.ts";
import { litColour } from "../lighting.ts";
import { smoothStep } from "../noise.ts";
import type { FrameSize } from "../painter.ts";
import type { GroundFold } from "./ground.ts";

/** Rows of a crop that run to a vanishing point: mounds with lit tops and dark furrows between. */
export function drawCrops(
  context: SKRSContext2D,
  scene: ComposedScene,
  size: FrameSize,
  fold: GroundFold,
): void {
  const { palette } = scene;
  const random = scene.random("crops");
  const vanishing = fold.width * (scene.light.x > 0.5 ? 0.38 : 0.62);
  const depth = fold.height - fold.rise;
  const spacing = size.height * 0.2;
  const rows = Math.ceil((fold.width / spacing) * 5);
  const ranks = 54;
  const text = scene.description.normalisedPrompt;
  const spiky = text.includes("lavender") || text.includes("wheat") || text.includes("barley");
  for (let rank = 1; rank <= ranks; rank += 1) {
    // Ranks crowd towards the horizon as distance does.
    const share = (rank / ranks) ** 2.1;
    const y = fold.rise + share * depth;
    const scale = 0.035 + share;
    const haze = (1 - smoothStep(0, 0.5, share)) * 0.5;
    const bush = size.height * 0.056 * scale;
    for (const [pass, facing] of [
      [0, -0.75],
      [1, 0],
      [2, 0.7],
    ] as const) {
      for (let row = -rows; row <= rows; row += 1) {
        const x = vanishing + row * spacing * scale + (random() - 0.5) * bush * 0.3;
        if (x < -bush * 2 || x > fold.width + bush * 2) continue;
        const own = toneOf(scene, row + rows);
        const colour = litColour(
          palette,
          pass === 0 ? mix(own, [52, 78, 40], 0.72) : own,
          facing + (random() - 0.5) * 0.4,
          haze,
        );
        context.fillStyle = css(colour);
        const width = bush * (1.02 - pass * 0.26) * (0.9 + random() * 0.25);
        const lift = bush * (0.24 + pass * 0.26);
        context.beginPath();
        context.ellipse(x, y - lift, width, bush * (0.62 - pass * 0.14), 0, 0, Math.PI * 2);
        context.fill();
        if (pass < 1 || bush < 5) continue;
        drawHeads(x, y - lift, width, bush, own, haze, facing);
      }
    }
  }

  function drawHeads(
    x: number,
    y: number,
    wide: number,
    bush: number,
    own: Colour,
    haze: number,
    facing: number,
  ): void {
    context.fillStyle = css(
      litColour(palette, mix(own, [255, 240, 250], 0.22), facing + 0.3, haze),
    );
    context.beginPath();
    for (let head = 0; head < 7; head += 1) {
      const hx = x + (random() - 0.5) * wide * 2;
      const hy = y - bush * (0.15 + random() * 0.5);
      const tall = bush * (spiky ? 0.24 : 0.1);
      context.moveTo(hx + bush * 0.06, hy);
      context.ellipse(
        hx,
        hy,
        bush * (spiky ? 0.05 : 0.1),
        tall,
        (random() - 0.5) * 0.5,
        0,
        Math.PI * 2,
      );
    }
    context.fill();
  }
}

function toneOf(scene: ComposedScene, row: number): Colour {
  const text = scene.description.normalisedPrompt;
  const asked = scene.description.colours[0];
  if (text.includes("lavender")) return [146, 106, 218];
  if (text.includes("tulip")) return mixed[row % mixed.length] ?? wheat;
  if (text.includes("sunflower")) return [252, 200, 44];
  if (text.includes("popp")) return [226, 56, 46];
  if (asked !== undefined) return parseColour(asked);
  if (text.includes("vineyard")) return [96, 142, 60];
  if (scene.description.features.includes("flowers")) return mixed[row % mixed.length] ?? wheat;
  return scene.description.season === "spring" ? [150, 190, 70] : wheat;
}

const wheat: Colour = [234, 190, 88];
const mixed: readonly Colour[] = [
  [232, 62, 76],
  [250, 190, 60],
  [240, 130, 180],
  [150, 80, 190],
  [250, 240, 230],
  [244, 120, 50],
];
