import type { SKRSContext2D } from "@napi-rs/canvas";
import { css, mix } from "../colour.ts";
import type { Colour } from "../colour.ts";
import type { ComposedScene } from "../compose-scene.ts";
import { litColour } from "../lighting.ts";
import type { Random } from "../seeded-random.ts";

export interface RockPlace {
  readonly x: number;
  readonly foot: number;
  readonly wide: number;
  readonly tall: number;
  readonly own: Colour;
  readonly haze: number;
  readonly snow?: boolean;
}

/** A stone of facets: lit on the scene's side, dark on the other, with a cast shadow. */
export function drawRock(
  context: SKRSContext2D,
  scene: ComposedScene,
  place: RockPlace,
  random: Random,
): void {
  const { x, foot, wide, tall, own, haze } = place;
  const { palette } = scene;
  const side = scene.light.x > 0.5 ? 1 : -1;
  context.fillStyle = css(mix(palette.near, palette.skyTop, 0.2), 0.32 * (1 - haze));
  context.beginPath();
  context.ellipse(x - side * wide * 0.35, foot, wide * 0.85, tall * 0.16, 0, 0, Math.PI * 2);
  context.fill();
  const corners = Array.from({ length: 9 }, (_, index) => {
    const angle = Math.PI + (index / 8) * Math.PI;
    const reach = 0.82 + random() * 0.3;
    return [
      x + Math.cos(angle) * wide * 0.55 * reach,
      foot + tall * 0.04 + Math.sin(angle) * tall * reach,
    ] as const;
  });
  const outline = (): void => {
    context.beginPath();
    context.moveTo(x - wide * 0.5, foot + tall * 0.05);
    for (const [cx, cy] of corners) context.lineTo(cx, cy);
    context.lineTo(x + wide * 0.5, foot + tall * 0.05);
    context.closePath();
  };
  context.fillStyle = css(litColour(palette, own, -0.35, haze));
  outline();
  context.fill();
  context.save();
  outline();
  context.clip();
  const core = [x + side * wide * (0.02 + random() * 0.1), foot - tall * 0.5] as const;
  const facets = side > 0 ? corners.slice(4) : corners.slice(0, 5);
  facets.forEach((corner, index) => {
    const next = facets[index + 1];
    if (next === undefined) return;
    const up = side > 0 ? 1 - index / 4 : index / 4;
    context.fillStyle = css(
      litColour(
        palette,
        place.snow === true && up > 0.2 ? [244, 248, 255] : own,
        0.25 + up * 0.6,
        haze,
      ),
    );
    context.beginPath();
    context.moveTo(corner[0], corner[1]);
    context.lineTo(next[0], next[1]);
    context.lineTo(core[0] + (random() - 0.5) * wide * 0.2, core[1] + random() * tall * 0.4);
    context.lineTo(core[0], core[1]);
    context.closePath();
    context.fill();
  });
  context.fillStyle = css(palette.near, 0.28 * (1 - haze));
  context.beginPath();
  context.moveTo(core[0], core[1]);
  context.lineTo(core[0] - side * wide * 0.18, foot + tall);
  context.lineTo(core[0] - side * wide, foot + tall);
  context.lineTo(core[0] - side * wide, core[1] + tall * 0.2);
  context.fill();
  context.restore();
}
