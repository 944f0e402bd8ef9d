import type { SKRSContext2D } from "@napi-rs/canvas";
import { atDepth, overscan } from "../camera.ts";
import { css, mix } from "../colour.ts";
import type { Colour } from "../colour.ts";
import type { ComposedScene } from "../compose-scene.ts";
import { litColour } from "../lighting.ts";
import { offscreen } from "../offscreen.ts";
import type { FrameSize, Painter, PainterFactory } from "../painter.ts";
import type { GroundFold } from "./ground.ts";
import { drawBush, drawCactus } from "./small-trees.ts";

/** Middle and half width of a winding road, as shares of the frame's width, at a depth from 0 (far) to 1. */
function roadAt(scene: ComposedScene, share: number): { middle: number; half: number } {
  const side = scene.light.x > 0.5 ? 1 : -1;
  const wind = side * Math.sin(share ** 0.5 * 7.4) * 0.2 * share ** 0.62 * (1 - share) ** 0.6;
  return { middle: 0.5 + side * 0.1 * (1 - share) + wind, half: 0.003 + share ** 1.25 * 0.3 };
}

/** Share of the frame above the horizon into which the road's trees may grow. */
export const roadHeadRoom = 0.2;

function isDry(scene: ComposedScene): boolean {
  return scene.backdrops.some((name) => name === "dunes" || name === "canyon");
}

/** The road in perspective, drawn once on its land. */
export function drawRoad(
  context: SKRSContext2D,
  scene: ComposedScene,
  size: FrameSize,
  fold: GroundFold,
): void {
  const { palette } = scene;
  const left = overscan * size.width;
  const depth = size.height * (1 - scene.horizon);
  const bands: readonly (readonly [scale: number, own: Colour, facing: number])[] = [
    [1.32, [188, 160, 118], -0.15],
    [1.06, [236, 232, 222], 0.2],
    [1, [92, 92, 98], 0],
  ];
  for (const [scale, own, facing] of bands) {
    for (let step = 0; step < 130; step += 1) {
      const from = (step / 130) ** 2 * 1.12;
      const to = ((step + 1.15) / 130) ** 2 * 1.12;
      const a = roadAt(scene, from);
      const b = roadAt(scene, to);
      const wobble = scale > 1.2 ? Math.sin(step * 1.7) * 0.06 : 0;
      context.fillStyle = css(litColour(palette, own, facing, (1 - Math.min(1, from)) ** 3 * 0.6));
      context.beginPath();
      context.moveTo(
        left + (a.middle - a.half * (scale + wobble)) * size.width,
        fold.rise + from * depth,
      );
      context.lineTo(
        left + (a.middle + a.half * (scale - wobble)) * size.width,
        fold.rise + from * depth,
      );
      context.lineTo(left + (b.middle + b.half * scale) * size.width, fold.rise + to * depth);
      context.lineTo(left + (b.middle - b.half * scale) * size.width, fold.rise + to * depth);
      context.fill();
    }
  }
  plantVerge(context, scene, size, fold);
}

/** Trees, or cacti in dry land, along both sides, far to near. */
function plantVerge(
  context: SKRSContext2D,
  scene: ComposedScene,
  size: FrameSize,
  fold: GroundFold,
): void {
  const random = scene.random("verge-trees");
  const left = overscan * size.width;
  const depth = size.height * (1 - scene.horizon);
  const dry = isDry(scene);
  for (let item = 0; item < 34; item += 1) {
    const share = 0.012 + (item / 34) ** 2.2 * 0.62;
    const { middle, half } = roadAt(scene, share);
    const sideways =
      (random() < 0.5 ? -1 : 1) * (half * 1.7 + (0.03 + random() * 0.4) * (0.25 + share));
    const place = {
      x: left + (middle + sideways) * size.width,
      foot: fold.rise + share * depth,
      tall: Math.min(
        size.height * (dry ? 0.5 : 0.62) * (0.05 + share) * (0.6 + random() * 0.6),
        share * depth + size.height * roadHeadRoom * 0.92,
      ),
      haze: (1 - Math.min(1, share * 1.6)) ** 2 * 0.55,
    };
    if (!dry) drawBush(context, scene, place, random);
    else if (random() < 0.6) drawCactus(context, scene, place, random);
  }
}

/** What moves on a road: dashes that run towards the viewer, or past a vehicle seen from the side. */
export const createRoadMotionPainter: PainterFactory = (scene, size) => {
  if (scene.surface !== "road") return () => {};
  return scene.sideRoad ? sideRoad(scene, size) : dashes(scene, size);
};

function dashes(scene: ComposedScene, size: FrameSize): Painter {
  const depth = size.height * (1 - scene.horizon);
  const top = size.height * scene.horizon;
  const paint = css(litColour(scene.palette, [252, 232, 168], 0.4, 0), 0.95);
  return (context, { seconds, view }) =>
    atDepth(context, view, 0.5, size, () => {
      context.fillStyle = paint;
      context.beginPath();
      for (let dash = 0; dash < 14; dash += 1) {
        const at = (dash + ((seconds * 1.6 * scene.pace) % 1)) / 13;
        const from = at ** 2.6;
        const to = (at + 0.032) ** 2.6;
        if (from > 1.1) continue;
        const a = roadAt(scene, from);
        const b = roadAt(scene, to);
        context.moveTo((a.middle - a.half * 0.025) * size.width, top + from * depth);
        context.lineTo((a.middle + a.half * 0.025) * size.width, top + from * depth);
        context.lineTo((b.middle + b.half * 0.025) * size.width, top + to * depth);
        context.lineTo((b.middle - b.half * 0.025) * size.width, top + to * depth);
        context.closePath();
      }
      context.fill();
    });
}

/** Top and bottom of the lane seen from the side, as shares of the height. */
const lane = { top: 0.8, bottom: 0.93 } as const;

function sideRoad(scene: ComposedScene, size: FrameSize): Painter {
  const { width, height } = size;
  const { palette } = scene;
  const top = Math.round(height * lane.top);
  const tall = Math.round(height * (lane.bottom - lane.top));
  const surface = offscreen(64, tall, (context) => {
    const asphalt = context.createLinearGradient(0, 0, 0, tall);
    asphalt.addColorStop(0, css(litColour(palette, [126, 124, 126], 0.25, 0.12)));
    asphalt.addColorStop(0.25, css(litColour(palette, [96, 96, 102], 0.05, 0.04)));
    asphalt.addColorStop(1, css(litColour(palette, [70, 70, 78], -0.3, 0)));
    context.fillStyle = asphalt;
    context.fillRect(0, 0, 64, tall);
    context.fillStyle = css(litColour(palette, [238, 236, 228], 0.3, 0), 0.85);
    context.fillRect(0, tall * 0.07, 64, Math.max(1, tall * 0.035));
    context.fillRect(0, tall * 0.91, 64, Math.max(1, tall * 0.055));
    context.fillStyle = css(mix(palette.near, [0, 0, 0], 0.3), 0.5);
    context.fillRect(0, 0, 64, Math.max(1, tall * 0.02));
  });
  const verge = css(
    litColour(palette, mix([150, 112, 74], [86, 104, 52], isDry(scene) ? 0 : 0.8), -0.35, 0),
  );
  const line = css(litColour(palette, [252, 222, 120], 0.4, 0));
  const post = css(litColour(palette, [232, 232, 226], 0.1, 0));
  const postDark = css(litColour(palette, [60, 52, 48], -0.4, 0));
  const random = scene.random("verge");
  const tufts = Array.from({ length: 34 }, () => ({
    x: random(),
    tall: 0.02 + random() * 0.045,
    lean: random() - 0.5,
  }));
  const grass = css(litColour(palette, isDry(scene) ? [168, 142, 82] : [92, 124, 54], -0.25, 0));
  return (context, { seconds }) => {
    const run = scene.direction * seconds * 0.62 * scene.pace;
    const wrap = (at: number, span: number): number =>
      ((((at - run) % span) + span) % span) - (span - 1) / 2;
    context.drawImage(surface, 0, top, width, tall);
    context.fillStyle = line;
    context.beginPath();
    const dashTop = top + tall * 0.43;
    for (let dash = 0; dash < 9; dash += 1) {
      const x = wrap(dash * 0.17, 1.53) * width;
      const lean = scene.direction * tall * 0.05;
      context.moveTo(x + lean, dashTop);
      context.lineTo(x + width * 0.085 + lean, dashTop);
      context.lineTo(x + width * 0.085, dashTop + tall * 0.06);
      context.lineTo(x, dashTop + tall * 0.06);
      context.closePath();
    }
    context.fill();
    context.fillStyle = verge;
    context.fillRect(0, top + tall, width, height - top - tall);
    context.strokeStyle = grass;
    context.lineWidth = Math.max(1, height * 0.003);
    context.beginPath();
    for (const tuft of tufts) {
      const x = wrap(tuft.x * 1.3, 1.3) * width;
      for (let blade = -2; blade <= 2; blade += 1) {
        context.moveTo(x + blade * height * 0.004, height);
        context.quadraticCurveTo(
          x + blade * height * 0.006,
          height - tuft.tall * height * 0.7,
          x + (blade * 0.3 + tuft.lean) * tuft.tall * height - scene.direction * height * 0.012,
          height - tuft.tall * height * (1.25 - Math.abs(blade) * 0.2),
        );
      }
    }
    context.stroke();
    for (let stake = 0; stake < 3; stake += 1) {
      const x = wrap(stake * 0.62, 1.86) * width;
      context.fillStyle = post;
      context.fillRect(x, height * 0.83, height * 0.014, height * 0.14);
      context.fillStyle = postDark;
      context.fillRect(x, height * 0.86, height * 0.014, height * 0.025);
    }
  };
}
