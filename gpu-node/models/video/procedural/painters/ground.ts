import { atDepth, overscan } from "../camera.ts";
import { css } from "../colour.ts";
import { createNoise } from "../noise.ts";
import { offscreen, shadePixels } from "../offscreen.ts";
import type { FrameSize, Painter, PainterFactory } from "../painter.ts";
import type { ComposedScene } from "../compose-scene.ts";
import { createBladesPainter } from "./ground-blades.ts";
import { dressFold } from "./ground-dressing.ts";
import { foldShader } from "./ground-shaders.ts";
import { createSparklePainter } from "./ground-sparkle.ts";
import { createRoadMotionPainter, roadHeadRoom } from "./road.ts";

/** One swell of land between the horizon and the viewer. */
export interface GroundFold {
  readonly index: number;
  /** 0 at the horizon, 1 before the viewer. */
  readonly nearness: number;
  /** Height of the fold's edge over its base line at a share of the width, in pixels. */
  edge(share: number): number;
  /** Where along the width the crest of the highest swell lies, for dunes. */
  readonly crests: readonly DuneCrest[];
  readonly width: number;
  readonly height: number;
  /** Pixels between the top of the picture and the fold's base line. */
  readonly rise: number;
  /** One fold that reaches from the horizon to the viewer, for rows and roads in perspective. */
  readonly flat: boolean;
}

export interface DuneCrest {
  readonly at: number;
  readonly reach: number;
  readonly tall: number;
}

/** Land from the horizon to the viewer in folds that slide over one another: lit crests, shaded hollows, growth on top. */
export const createGroundPainter: PainterFactory = (scene, size) => {
  const flat = scene.surface === "field" || (scene.surface === "road" && !scene.sideRoad);
  const foldCount = flat ? 1 : 3;
  const layers = Array.from({ length: foldCount }, (_, index) =>
    foldLayer(scene, size, index, foldCount),
  );
  const details: Painter[] = [
    createBladesPainter(scene, size),
    createSparklePainter(scene, size),
    createRoadMotionPainter(scene, size),
  ];
  return (context, moment) => {
    for (const layer of layers)
      atDepth(context, moment.view, layer.depth, size, () =>
        context.drawImage(layer.picture, -overscan * size.width, layer.top),
      );
    for (const paint of details) {
      context.save();
      paint(context, moment);
      context.restore();
    }
  };
};

/** Base line of a fold as a share of the land's depth: folds widen towards the viewer. */
function baseOf(index: number, foldCount: number): number {
  return index === 0 ? 0 : (index / foldCount) ** 1.4;
}

function foldLayer(scene: ComposedScene, size: FrameSize, index: number, foldCount: number) {
  const flat = foldCount === 1;
  const top = size.height * scene.horizon;
  const depth = size.height - top;
  const nearness = flat ? 0.5 : index / (foldCount - 1);
  const width = Math.ceil(size.width * (1 + overscan * 2));
  const noise = createNoise(scene.seed + 977 * (index + 1));
  const random = scene.random(`fold-${index}`);
  const dunes = scene.surface === "sand";
  const gentle = flat ? 0.12 : scene.surface === "road" ? 0.6 : 1;
  const swell = depth * (0.07 + nearness * 0.2) * gentle * (index === 0 ? 0.5 : 1);
  const crests: DuneCrest[] = dunes
    ? Array.from({ length: index === foldCount - 1 ? 1 : 2 }, (_, copy) => ({
        at: (copy + 0.2 + random() * 0.6) / (index === foldCount - 1 ? 1 : 2),
        reach: 0.3 + random() * 0.3,
        tall: (0.7 + random() * 0.5) * depth * (0.1 + nearness * 0.14),
      }))
    : [];
  const edge = (share: number): number => {
    const rolling =
      Math.max(0, noise.octaves(share * (1.6 + nearness) + 5, dunes ? 1 : 3) - 0.22) * swell * 1.7;
    const dune = crests.reduce((tallest, crest) => {
      const away = Math.abs(share - crest.at) / crest.reach;
      return Math.max(tallest, crest.tall * Math.max(0, 1 - away) ** 1.35);
    }, 0);
    return rolling * (dunes ? 0.5 : 1) + dune;
  };
  // Head room for what stands on the far folds.
  const standing =
    size.height *
    (flat && scene.surface === "road" ? roadHeadRoom : index < 2 && !flat && !dunes ? 0.13 : 0.03);
  let rise = 2;
  for (let step = 0; step <= 60; step += 1) rise = Math.max(rise, edge(step / 60) + 2);
  rise += standing;
  const until = index === foldCount - 1 ? 1.12 : baseOf(index + 1, foldCount) + 0.03;
  const base = top + baseOf(index, foldCount) * depth;
  const height = Math.ceil(rise + (until - baseOf(index, foldCount)) * depth);
  const fold: GroundFold = { index, nearness, edge, crests, width, height, rise, flat };
  const shade = foldShader(scene, fold);
  const columns = Math.ceil(width / 3);
  const rows = Math.ceil(height / 3);
  const edges = Array.from({ length: columns + 1 }, (_, x) => edge(x / columns));
  const texture = shadePixels(columns, rows, (x, y, pixels, offset) => {
    const crest = rise - (edges[x] ?? 0);
    const below = y * 3 + 1.5 - crest;
    const slope = ((edges[Math.min(columns, x + 4)] ?? 0) - (edges[Math.max(0, x - 4)] ?? 0)) / 24;
    const colour = shade(x / columns, Math.max(0, below) / depth, slope);
    pixels[offset] = colour[0];
    pixels[offset + 1] = colour[1];
    pixels[offset + 2] = colour[2];
    pixels[offset + 3] = 255;
  });
  const picture = offscreen(width, height + 2, (context) => {
    context.save();
    context.beginPath();
    context.moveTo(0, height + 2);
    for (let x = 0; x <= width; x += 3) context.lineTo(x, rise - edge(x / width));
    context.lineTo(width, rise - edge(1));
    context.lineTo(width, height + 2);
    context.closePath();
    context.clip();
    context.fillStyle = css(shade(0.5, 0.1, 0));
    context.fillRect(0, 0, width, height + 2);
    context.imageSmoothingQuality = "high";
    context.drawImage(texture, 0, 0, columns * 3, rows * 3);
    context.restore();
    dressFold(context, scene, size, fold);
  });
  return { picture, top: base - rise, depth: flat ? 0.5 : 0.34 + nearness * 0.46 };
}
