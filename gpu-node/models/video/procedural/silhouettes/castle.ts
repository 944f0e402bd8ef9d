import type { SKRSContext2D } from "@napi-rs/canvas";
import { css, mix } from "../colour.ts";
import type { Colour } from "../colour.ts";
import { litColour } from "../lighting.ts";
import { offscreen } from "../offscreen.ts";
import { drawRock } from "../painters/rock.ts";
import { polygon } from "./silhouette.ts";
import type { PreparedSilhouette } from "./silhouette.ts";

/** Middle, foot, height, width and whether a cone or battlements top the tower. */
const towers: readonly (readonly [
  x: number,
  foot: number,
  tall: number,
  wide: number,
  cone: boolean,
])[] = [
  [-0.1, -0.3, 0.56, 0.12, true],
  [0.3, -0.3, 0.46, 0.11, true],
  [0.1, -0.3, 0.68, 0.16, true],
  [-0.36, -0.2, 0.42, 0.13, true],
  [0.52, -0.18, 0.36, 0.12, true],
  [-0.6, -0.12, 0.3, 0.14, false],
  [0.0, -0.17, 0.3, 0.15, false],
];
const sprite = { wide: 2.1, tall: 1.38 } as const;

/** A castle on its crag: round towers lit from one side, battlements, lit windows and flags. */
export const prepareCastle: PreparedSilhouette = ({ scene, paint, pixels, random, distance }) => {
  const { palette } = scene;
  const side = scene.light.x > 0.5 ? 1 : -1;
  const wintry =
    scene.surface === "snow" || scene.snow > 0 || scene.description.season === "winter";
  const stone: Colour = mix([182, 170, 152], palette.skyMiddle, 0.12);
  const paintStone = (facing: number): string => css(litColour(palette, stone, facing, distance));
  const glow = css(mix([255, 214, 130], palette.haze, distance * 0.4));
  const picture = offscreen(sprite.wide * pixels, sprite.tall * pixels, (context) => {
    context.scale(pixels, pixels);
    context.translate(sprite.wide / 2, sprite.tall - 0.06);
    drawCrag(context);
    for (const [index, tower] of towers.entries()) {
      if (index === 3) drawWall(context, -0.4, 0.56, -0.12, 0.26);
      if (index === 5) drawWall(context, -0.62, 0.6, -0.06, 0.18);
      drawTower(context, ...tower);
    }
    drawGate(context);
  });
  return (context, seconds) => {
    context.drawImage(picture, -sprite.wide / 2, 0.06 - sprite.tall, sprite.wide, sprite.tall);
    context.fillStyle = paint.accent;
    for (const [x, foot, tall, wide, cone] of towers) {
      if (!cone) continue;
      const y = foot - tall - wide * 1.55;
      const wave = Math.sin(seconds * 4 + x * 9) * 0.012;
      polygon(context, [
        [x, y - 0.06],
        [x + 0.045 * scene.direction, y - 0.052 + wave],
        [x + 0.09 * scene.direction, y - 0.04 - wave],
        [x, y - 0.02],
      ]);
    }
  };

  function drawCrag(context: SKRSContext2D): void {
    const rock: Colour = [112, 110, 112];
    for (let block = 0; block < 26; block += 1) {
      const share = block / 25;
      const x = (((block * 0.618) % 1) - 0.5) * 1.75;
      const wide = 0.2 + random() * 0.22;
      const room = Math.max(0.05, 0.34 * (1 - Math.abs(x) * 0.95));
      drawRock(
        context,
        scene,
        {
          x,
          foot: 0.03 - room * (1 - share) * 0.7,
          wide,
          tall: room * (0.75 + random() * 0.3),
          own: rock,
          haze: distance,
          snow: wintry,
        },
        random,
      );
    }
  }

  function drawWall(
    context: SKRSContext2D,
    from: number,
    to: number,
    foot: number,
    tall: number,
  ): void {
    context.fillStyle = paintStone(-0.05);
    context.fillRect(from, foot - tall, to - from, tall);
    const bricks = 60;
    for (let brick = 0; brick < bricks; brick += 1) {
      context.fillStyle = paintStone(random() * 0.9 - 0.55);
      context.globalAlpha = 0.5;
      context.fillRect(from + random() * (to - from - 0.03), foot - tall * random(), 0.026, 0.011);
    }
    context.globalAlpha = 1;
    context.fillStyle = paintStone(0.1);
    for (let x = from; x < to - 0.02; x += 0.042)
      context.fillRect(x, foot - tall - 0.024, 0.024, 0.026);
    if (wintry) {
      context.fillStyle = css(litColour(palette, [246, 250, 255], 0.4, distance));
      context.fillRect(from, foot - tall - 0.004, to - from, 0.01);
    }
  }

  function drawTower(
    context: SKRSContext2D,
    x: number,
    foot: number,
    tall: number,
    wide: number,
    cone: boolean,
  ): void {
    const slices = 14;
    for (let slice = 0; slice < slices; slice += 1) {
      const across = (slice + 0.5) / slices - 0.5;
      // A drum's light falls off with the angle of its face.
      context.fillStyle = paintStone(
        Math.max(-0.8, 0.75 - Math.abs(across * 2 - side * 0.62) * 1.05),
      );
      context.fillRect(
        x - wide / 2 + (slice / slices) * wide,
        foot - tall,
        wide / slices + 0.002,
        tall + 0.04,
      );
    }
    for (let brick = 0; brick < 26; brick += 1) {
      context.fillStyle = paintStone(random() * 1.1 - 0.8);
      context.globalAlpha = 0.4;
      context.fillRect(x + (random() - 0.5) * wide * 0.85, foot - tall * random(), 0.02, 0.01);
    }
    context.globalAlpha = 1;
    context.fillStyle = paintStone(0.15);
    context.fillRect(x - wide * 0.58, foot - tall - 0.012, wide * 1.16, 0.03);
    for (let tooth = 0; tooth < 5; tooth += 1)
      context.fillRect(
        x - wide * 0.58 + tooth * wide * 0.258,
        foot - tall - 0.036,
        wide * 0.14,
        0.03,
      );
    for (const [share, shift] of [
      [0.22, 0],
      [0.5, 0.14],
      [0.74, -0.12],
    ] as const) {
      const y = foot - tall * (1 - share);
      context.fillStyle = glow;
      context.beginPath();
      context.roundRect(x + shift * wide - 0.008, y, 0.017, 0.036, [0.008, 0.008, 0, 0]);
      context.fill();
    }
    if (!cone) return;
    const top = foot - tall - 0.02;
    const point = top - wide * 1.5;
    for (const [from, to, colour] of [
      [-0.64, 0.64, paint.accent],
      [side > 0 ? -0.64 : 0.05, side > 0 ? -0.05 : 0.64, "rgba(8,8,24,0.42)"],
      [side > 0 ? 0.2 : -0.64, side > 0 ? 0.64 : -0.2, "rgba(255,244,220,0.2)"],
    ] as const) {
      context.fillStyle = colour;
      polygon(context, [
        [x + from * wide, top],
        [x, point],
        [x + to * wide, top],
      ]);
    }
    if (wintry) {
      context.fillStyle = css(litColour(palette, [248, 250, 255], 0.5, distance), 0.85);
      polygon(context, [
        [x + side * 0.05 * wide, point],
        [x + side * 0.62 * wide, top],
        [x + side * 0.26 * wide, top - wide * 0.1],
        [x + side * 0.12 * wide, top - wide * 0.5],
      ]);
    }
    context.fillStyle = paintStone(-0.8);
    context.fillRect(x - 0.003, point - 0.075, 0.006, 0.08);
  }

  function drawGate(context: SKRSContext2D): void {
    context.fillStyle = paintStone(-1);
    context.beginPath();
    context.roundRect(-0.04, -0.23, 0.08, 0.14, [0.04, 0.04, 0, 0]);
    context.fill();
    context.fillStyle = glow;
    context.globalAlpha = 0.75;
    context.beginPath();
    context.roundRect(-0.026, -0.205, 0.052, 0.115, [0.026, 0.026, 0, 0]);
    context.fill();
    context.globalAlpha = 1;
  }
};
