import type { Canvas, SKRSContext2D } from "@napi-rs/canvas";
import { css, mix } from "../colour.ts";
import type { Colour } from "../colour.ts";
import { atDepth, overscan } from "../camera.ts";
import type { ComposedScene } from "../compose-scene.ts";
import { createNoise } from "../noise.ts";
import { offscreen, shadePixels } from "../offscreen.ts";
import type { FrameSize, PainterFactory } from "../painter.ts";
import type { Random } from "../seeded-random.ts";
import { drawConifer } from "./small-trees.ts";

/** Ranks of trees that fade into mist, with slow shafts of light between them. */
export function createForestPainter(tropical: boolean): PainterFactory {
  return (scene, size) => {
    const ranks = [0, 1, 2].map((index) => ({
      depth: 0.14 + index * 0.2,
      ...forestRank(scene, size, index / 2, tropical),
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
    // One soft beam, drawn narrow and stretched: its sides and both ends fade out.
    const beam = shadePixels(32, 64, (x, y, pixels, offset) => {
      const across = Math.sin(((x + 0.5) / 32) * Math.PI) ** 2;
      const along = Math.sin(Math.min(1, (y + 1) / 64) ** 0.55 * Math.PI);
      const [red, green, blue] = scene.palette.glow;
      pixels.set([red, green, blue, across * along * 74], offset);
    });
    return (context, { seconds, view }) => {
      ranks.forEach((rank, index) => {
        atDepth(context, view, rank.depth, size, () => {
          const sway = Math.sin(seconds * 0.8 + index) * size.width * 0.0008 * (1 + scene.wind);
          context.drawImage(rank.picture, -overscan * size.width + sway, rank.top);
        });
        if (index < 2)
          context.drawImage(
            mist,
            Math.round(
              -size.width * 0.15 + Math.sin(seconds * 0.16 + index * 2) * size.width * 0.1,
            ),
            Math.round(size.height * (scene.horizon - 0.13 + index * 0.015)),
          );
      });
      if (!shafts) return;
      context.globalCompositeOperation = "lighter";
      const sourceX = scene.light.x * size.width;
      const top = scene.light.y * scene.horizon * size.height;
      for (let shaft = 0; shaft < 5; shaft += 1) {
        const lean = (shaft - 2) * 0.3 + Math.sin(seconds * 0.22 + shaft) * 0.04;
        context.save();
        context.translate(sourceX, top);
        context.rotate(-lean);
        context.globalAlpha = 0.65 + 0.35 * Math.sin(seconds * 0.7 + shaft * 1.9);
        const wide = size.width * (0.05 + 0.02 * Math.sin(shaft * 2.3));
        context.drawImage(beam, -wide / 2, 0, wide, size.height * 0.62);
        context.restore();
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
          { x, foot, tall, colour },
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
