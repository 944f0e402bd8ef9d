import type { SKRSContext2D } from "@napi-rs/canvas";
import { css, mix } from "../colour.ts";
import type { Colour } from "../colour.ts";
import type { ComposedScene } from "../compose-scene.ts";
import { litColour } from "../lighting.ts";
import type { Random } from "../seeded-random.ts";

const autumnLeaves: readonly Colour[] = [
  [204, 98, 34],
  [226, 158, 46],
  [166, 58, 36],
  [150, 128, 50],
];

/** The leaf colour of one tree in the scene's season. */
export function leafColour(scene: ComposedScene, roll: number): Colour {
  const { season } = scene.description;
  if (season === "autumn") return autumnLeaves[Math.floor(roll * 4) % 4] ?? [204, 98, 34];
  if (season === "spring") return mix([122, 176, 84], [168, 204, 108], roll);
  if (season === "winter" || scene.snow > 0) return [120, 128, 122];
  return mix([58, 108, 52], [96, 140, 62], roll);
}

export interface ConiferPlace {
  readonly x: number;
  readonly foot: number;
  readonly tall: number;
  readonly colour: Colour;
}

/** A conifer of drooping, ragged tiers; `snow` lies on its boughs. */
export function drawConifer(
  context: SKRSContext2D,
  place: ConiferPlace,
  random: Random,
  snow?: Colour,
): void {
  const { x, foot, tall, colour } = place;
  const spread = tall * (0.16 + random() * 0.07);
  context.fillStyle = css(mix(colour, [20, 14, 12], 0.4));
  context.fillRect(x - tall * 0.012, foot - tall * 0.2, tall * 0.024, tall * 0.22);
  const tiers = 10;
  for (let pass = 0; pass < (snow === undefined ? 1 : 2); pass += 1) {
    context.fillStyle = pass === 1 && snow !== undefined ? css(snow, 0.8) : css(colour);
    context.beginPath();
    for (let tier = 0; tier < tiers; tier += 1) {
      const share = tier / tiers;
      const y = foot - tall + share * tall * 0.92;
      const reach =
        spread * (share ** 0.9 + 0.07) * (0.75 + random() * 0.5) * (pass === 1 ? 0.66 : 1);
      const drop = (tall / tiers) * (pass === 1 ? 0.72 : 1.45);
      context.moveTo(x, y);
      context.lineTo(x + reach, y + drop);
      context.lineTo(x + reach * 0.55, y + drop * 0.8);
      context.lineTo(x + reach * 0.3, y + drop * 0.98);
      context.lineTo(x, y + drop * 0.82);
      context.lineTo(x - reach * 0.35, y + drop * 0.96);
      context.lineTo(x - reach * 0.6, y + drop * 0.78);
      context.lineTo(x - reach * (0.85 + random() * 0.3), y + drop);
      context.closePath();
    }
    context.fill();
  }
}

export interface BushPlace {
  readonly x: number;
  readonly foot: number;
  readonly tall: number;
  readonly haze: number;
}

/** A round-headed tree or bush seen from afar: a heap of clumps, lit on one shoulder. */
export function drawBush(
  context: SKRSContext2D,
  scene: ComposedScene,
  place: BushPlace,
  random: Random,
): void {
  const { x, foot, tall, haze } = place;
  const { palette } = scene;
  const side = scene.light.x > 0.5 ? 1 : -1;
  const own = leafColour(scene, random());
  context.fillStyle = css(palette.near, 0.25 * (1 - haze));
  context.beginPath();
  context.ellipse(x - side * tall * 0.3, foot, tall * 0.6, tall * 0.08, 0, 0, Math.PI * 2);
  context.fill();
  context.fillStyle = css(litColour(palette, [84, 60, 44], -0.4, haze));
  context.fillRect(x - tall * 0.035, foot - tall * 0.4, tall * 0.07, tall * 0.42);
  // A larger tree shows more and finer clumps.
  const detail = Math.min(6, Math.max(1, tall / 34));
  for (const [base, facing, lift] of [
    [16, -0.6, 0],
    [14, 0, 0.06],
    [11, 0.75, 0.13],
  ] as const) {
    const count = Math.round(base * detail);
    context.fillStyle = css(litColour(palette, own, facing, haze));
    context.beginPath();
    for (let clump = 0; clump < count; clump += 1) {
      const angle = random() * Math.PI * 2;
      const away = Math.sqrt(random()) * (1 - lift * 2);
      const cx = x + (Math.cos(angle) * away * 0.36 + side * lift * 0.9) * tall;
      const cy = foot - tall * (0.62 + lift) + Math.sin(angle) * away * tall * 0.28;
      const radius = (tall * (0.07 + random() * 0.07) * (1 - lift)) / detail ** 0.42;
      context.moveTo(cx + radius, cy);
      context.arc(cx, cy, radius, 0, Math.PI * 2);
    }
    context.fill();
  }
}

/** A column cactus with upturned arms. */
export function drawCactus(
  context: SKRSContext2D,
  scene: ComposedScene,
  place: BushPlace,
  random: Random,
): void {
  const { x, foot, tall, haze } = place;
  const side = scene.light.x > 0.5 ? 1 : -1;
  const arms = [
    { at: 0.42 + random() * 0.12, out: -0.17, up: 0.26 + random() * 0.12 },
    { at: 0.36 + random() * 0.2, out: 0.16, up: 0.2 + random() * 0.16 },
  ];
  context.fillStyle = css(scene.palette.near, 0.26 * (1 - haze));
  context.beginPath();
  context.ellipse(x - side * tall * 0.3, foot, tall * 0.36, tall * 0.03, 0, 0, Math.PI * 2);
  context.fill();
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const [width, shift, facing] of [
    [0.12, 0, -0.55],
    [0.085, 0.014, 0.05],
    [0.03, 0.034, 0.75],
  ] as const) {
    context.strokeStyle = css(litColour(scene.palette, [86, 122, 70], facing, haze));
    context.lineWidth = tall * width;
    const left = x + side * shift * tall;
    context.beginPath();
    context.moveTo(left, foot - tall * 0.02);
    context.lineTo(left, foot - tall * 0.94);
    context.stroke();
    context.lineWidth = tall * width * 0.72;
    context.beginPath();
    for (const arm of arms) {
      context.moveTo(left, foot - tall * arm.at);
      context.lineTo(left + arm.out * tall, foot - tall * arm.at);
      context.lineTo(left + arm.out * tall, foot - tall * (arm.at + arm.up));
    }
    context.stroke();
  }
}
