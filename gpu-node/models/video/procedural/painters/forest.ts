import type { Canvas, SKRSContext2D } from "@napi-rs/canvas";
import { css, mix } from "../colour.ts";
import type { Colour } from "../colour.ts";
import { atDepth, overscan } from "../camera.ts";
import type { ComposedScene } from "../compose-scene.ts";
import { createNoise } from "../noise.ts";
import { offscreen } from "../offscreen.ts";
import type { FrameSize, PainterFactory } from "../painter.ts";
import type { Random } from "../seeded-random.ts";

/** Ranks of trees that fade into mist, with slow shafts of light between them. */
export function createForestPainter(tropical: boolean): PainterFactory {
  return (scene, size) => {
    const ranks = [0, 1, 2, 3].map((index) => ({
      depth: 0.14 + index * 0.15,
      ...forestRank(scene, size, index / 3, tropical),
    }));
    const mist = offscreen(size.width * 1.3, size.height * 0.16, (context) => {
      const gradient = context.createLinearGradient(0, 0, 0, size.height * 0.16);
      gradient.addColorStop(0, css(scene.palette.haze, 0));
      gradient.addColorStop(0.75, css(scene.palette.haze, 0.3 + scene.fog * 0.3));
      gradient.addColorStop(1, css(scene.palette.haze, 0));
      context.fillStyle = gradient;
      context.fillRect(0, 0, size.width * 1.3, size.height * 0.16);
    });
    const shafts = scene.light.visible && scene.palette.daylight > 0.3;
    return (context, { seconds, view }) => {
      ranks.forEach((rank, index) => {
        atDepth(context, view, rank.depth, size, () => {
          const sway = Math.sin(seconds * 0.8 + index) * size.width * 0.0008 * (1 + scene.wind);
          context.drawImage(rank.picture, -overscan * size.width + sway, rank.top);
        });
        if (index < 3)
          context.drawImage(
            mist,
            -size.width * 0.15 + Math.sin(seconds * 0.16 + index * 2) * size.width * 0.1,
            size.height * (scene.horizon - 0.13 + index * 0.015),
          );
      });
      if (!shafts) return;
      context.globalCompositeOperation = "lighter";
      const sourceX = scene.light.x * size.width;
      for (let shaft = 0; shaft < 6; shaft += 1) {
        const spread =
          (shaft - 2.5) * size.width * 0.13 + Math.sin(seconds * 0.22 + shaft) * size.width * 0.02;
        const gradient = context.createLinearGradient(0, size.height * 0.15, 0, size.height * 0.8);
        gradient.addColorStop(
          0,
          css(scene.palette.glow, 0.11 + 0.05 * Math.sin(seconds * 0.7 + shaft * 1.9)),
        );
        gradient.addColorStop(1, css(scene.palette.glow, 0));
        context.fillStyle = gradient;
        context.beginPath();
        context.moveTo(sourceX + spread * 0.2, size.height * 0.1);
        context.lineTo(sourceX + spread * 1.7 - size.width * 0.04, size.height * 0.82);
        context.lineTo(sourceX + spread * 1.7 + size.width * 0.05, size.height * 0.82);
        context.fill();
      }
    };
  };
}

function forestRank(
  scene: ComposedScene,
  size: FrameSize,
  nearness: number,
  tropical: boolean,
): { picture: Canvas; top: number } {
  const { palette } = scene;
  const random = scene.random(`forest-${nearness}`);
  const noise = createNoise(scene.seed + Math.round(nearness * 100));
  const width = size.width * (1 + overscan * 2);
  const rankHeight = size.height * (0.34 - nearness * 0.02);
  const top = size.height * (scene.horizon + 0.012 * nearness) - rankHeight;
  const season = scene.description.season;
  const autumn: Colour[] = [
    [204, 98, 34],
    [222, 150, 42],
    [160, 54, 34],
    [120, 110, 44],
  ];
  const leaf: Colour =
    season === "winter" || scene.snow > 0
      ? [150, 170, 178]
      : season === "spring"
        ? [120, 170, 96]
        : [48, 98, 58];
  const picture = offscreen(width, rankHeight + 2, (context) => {
    const treeHeight = size.height * (0.1 + nearness * 0.17);
    const step = treeHeight * (tropical ? 0.2 : 0.16);
    for (let x = -treeHeight; x < width + treeHeight; x += step * (0.6 + random())) {
      const own =
        season === "autumn" && random() < 0.8 ? (autumn[Math.floor(random() * 4)] ?? leaf) : leaf;
      const foot =
        rankHeight - size.height * 0.13 * (1 - nearness) * noise.octaves((x / width) * 4, 2);
      const colour = mix(
        mix(palette.near, own, palette.daylight * 0.75),
        palette.haze,
        (1 - nearness) * 0.72 + 0.04 + scene.fog * 0.15 + (random() - 0.5) * 0.05,
      );
      const tall = treeHeight * (0.65 + random() * 0.6);
      if (tropical || (season === "autumn" && random() < 0.6))
        drawBroadleaf(context, x, foot, tall * 0.9, colour, palette.glow, random);
      else
        drawConifer(
          context,
          x,
          foot,
          tall,
          colour,
          random,
          scene.surface === "snow" || scene.snow > 0
            ? mix([240, 244, 250], palette.haze, 0.5 - palette.daylight * 0.3)
            : undefined,
        );
    }
    const ground = context.createLinearGradient(0, rankHeight * 0.7, 0, rankHeight);
    const earth = mix(
      mix(palette.near, leaf, palette.daylight * 0.5),
      palette.haze,
      (1 - nearness) * 0.7,
    );
    ground.addColorStop(0, css(earth, 0));
    ground.addColorStop(1, css(earth, 1));
    context.fillStyle = ground;
    context.fillRect(0, rankHeight * 0.7, width, rankHeight * 0.3 + 2);
  });
  return { picture, top };
}

/** A conifer of drooping tiers. */
function drawConifer(
  context: SKRSContext2D,
  x: number,
  foot: number,
  height: number,
  colour: Colour,
  random: Random,
  snow?: Colour,
): void {
  const spread = height * (0.17 + random() * 0.06);
  context.fillStyle = css(colour);
  context.fillRect(x - height * 0.012, foot - height * 0.2, height * 0.024, height * 0.24);
  const tiers = 9;
  for (let pass = 0; pass < (snow === undefined ? 1 : 2); pass += 1) {
    if (pass === 1 && snow !== undefined) context.fillStyle = css(snow, 0.75);
    context.beginPath();
    for (let tier = 0; tier < tiers; tier += 1) {
      const share = tier / tiers;
      const y = foot - height + share * height * 0.92;
      const reach = spread * (share + 0.1) * (0.85 + random() * 0.3) * (pass === 1 ? 0.7 : 1);
      const drop = (height / tiers) * (pass === 1 ? 0.75 : 1.35);
      context.moveTo(x, y);
      context.lineTo(x + reach, y + drop);
      context.lineTo(x + reach * 0.4, y + drop * 0.86);
      context.lineTo(x, y + drop * 0.95);
      context.lineTo(x - reach * 0.45, y + drop * 0.84);
      context.lineTo(x - reach * (0.9 + random() * 0.2), y + drop);
      context.closePath();
    }
    context.fill();
  }
}

/** A broadleaf tree: a forked trunk under clumps of leaves, lit from above. */
function drawBroadleaf(
  context: SKRSContext2D,
  x: number,
  foot: number,
  height: number,
  colour: Colour,
  light: Colour,
  random: Random,
): void {
  context.strokeStyle = css(mix(colour, [30, 20, 16], 0.5));
  context.lineCap = "round";
  context.lineWidth = height * 0.035;
  context.beginPath();
  context.moveTo(x, foot + height * 0.02);
  context.quadraticCurveTo(
    x + height * 0.01,
    foot - height * 0.3,
    x - height * 0.015,
    foot - height * 0.55,
  );
  context.moveTo(x, foot - height * 0.32);
  context.lineTo(x + height * 0.13, foot - height * 0.55);
  context.moveTo(x, foot - height * 0.36);
  context.lineTo(x - height * 0.14, foot - height * 0.58);
  context.stroke();
  for (let clump = 0; clump < 34; clump += 1) {
    const angle = random() * Math.PI * 2;
    const distance = Math.sqrt(random());
    const cx = x + Math.cos(angle) * distance * height * 0.27;
    const cy = foot - height * 0.67 + Math.sin(angle) * distance * height * 0.24;
    const lit = Math.max(0, -Math.sin(angle) * distance);
    context.fillStyle = css(mix(colour, light, lit * 0.3 * random()));
    context.beginPath();
    context.arc(cx, cy, height * (0.05 + random() * 0.055), 0, Math.PI * 2);
    context.fill();
  }
}
