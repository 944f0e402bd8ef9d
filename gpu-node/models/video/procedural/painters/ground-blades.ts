import { atDepth } from "../camera.ts";
import { css, parseColour } from "../colour.ts";
import type { Colour } from "../colour.ts";
import { litColour } from "../lighting.ts";
import { createNoise } from "../noise.ts";
import type { PainterFactory } from "../painter.ts";
import { soilOf } from "./ground-shaders.ts";

const wild = ["#e8504f", "#f7c948", "#b07be0", "#ff8fb3", "#fff8ee", "#6c8df5"];

/** Grass, ears and flowers right before the viewer, bending in gusts that run across the frame. */
export const createBladesPainter: PainterFactory = (scene, size) => {
  const { surface, palette } = scene;
  if (surface !== "grass" && surface !== "field") return () => {};
  const barren = scene.backdrops.includes("volcano");
  const { width, height } = size;
  const random = scene.random("blades");
  const clumps = createNoise(scene.seed ^ 0x61);
  const text = scene.description.normalisedPrompt;
  const lavender = text.includes("lavender");
  const ears =
    /wheat|barley|corn|harvest/.test(text) ||
    (surface === "field" && !scene.features.has("flowers") && !lavender);
  const [, soil] = soilOf(scene);
  const tones: readonly string[] = [-0.85, -0.35, 0.15, 0.6].map((facing) =>
    css(litColour(palette, ears ? [216, 178, 84] : soil, facing, 0)),
  );
  const blades = Array.from({ length: barren ? 60 : 210 }, (_, index) => {
    const x = random() * 1.2 - 0.1;
    const clump = clumps.at(x * 7);
    return {
      x,
      tall: (0.03 + random() ** 1.6 * 0.1) * (0.35 + clump * 1.1),
      phase: random() * 6.3,
      lean: (random() - 0.5) * 0.05,
      // The tallest stand at the back, so the light ones come last.
      tone: Math.floor((index / 210) * 4) % 4,
    };
  });
  const asked = scene.description.colours[0];
  const bloomCount =
    barren || ears || scene.description.season === "winter"
      ? 0
      : scene.features.has("flowers") || lavender
        ? 64
        : 16;
  const blooms = Array.from({ length: bloomCount }, () => {
    const x = random() * 1.2 - 0.1;
    const own: Colour = lavender
      ? [158, 116, 226]
      : parseColour(
          asked ??
            wild[Math.floor(clumps.at(x * 4 + 9) * 17 + random() * 2) % wild.length] ??
            "#fff8ee",
        );
    return {
      x,
      tall: 0.05 + random() * 0.1,
      phase: random() * 6.3,
      petal: css(litColour(palette, own, 0.35 + random() * 0.3, 0)),
      shade: css(litColour(palette, own, -0.3, 0)),
    };
  });
  const heart = css(litColour(palette, [252, 214, 90], 0.3, 0));
  const stalk = css(litColour(palette, [74, 124, 52], -0.2, 0));
  const unit = height * 0.0032;
  return (context, { seconds, view }) => {
    const gust = (x: number, phase: number): number =>
      (Math.sin(seconds * 1.5 - scene.direction * x * 7 + phase * 0.4) * 0.6 +
        Math.sin(seconds * 2.7 + phase) * 0.25 +
        0.4 * scene.direction) *
      height *
      0.016 *
      (0.6 + scene.wind);
    atDepth(context, view, 0.95, size, () => {
      for (let tone = 0; tone < 4; tone += 1) {
        context.fillStyle = tones[tone] ?? stalk;
        context.beginPath();
        for (const blade of blades) {
          if (blade.tone !== tone) continue;
          const x = blade.x * width;
          const tip =
            x + blade.lean * width * 0.6 + gust(blade.x, blade.phase) * (blade.tall / 0.06);
          const y = height * (1.01 - blade.tall);
          const middle = x + (tip - x) * 0.3;
          context.moveTo(x - unit, height + 4);
          context.quadraticCurveTo(middle - unit * 0.4, y + (height - y) * 0.45, tip, y);
          context.quadraticCurveTo(
            middle + unit * 1.2,
            y + (height - y) * 0.5,
            x + unit,
            height + 4,
          );
          if (!ears || tone < 1) continue;
          context.moveTo(tip + unit * 2, y);
          context.ellipse(
            tip,
            y,
            unit * 1.5,
            unit * 6,
            (tip - x) / (height - y + 1),
            0,
            Math.PI * 2,
          );
        }
        context.fill();
      }
      for (const bloom of blooms) {
        const foot = bloom.x * width;
        const x = foot + gust(bloom.x, bloom.phase) * 1.3;
        const y = height * (1.0 - bloom.tall);
        const scale = height * (0.006 + bloom.tall * 0.055);
        context.strokeStyle = stalk;
        context.lineWidth = scale * 0.22;
        context.beginPath();
        context.moveTo(foot, height + 4);
        context.quadraticCurveTo(foot, y + (height - y) * 0.4, x, y);
        context.stroke();
        if (lavender) drawSpike(x, y, scale, bloom.petal, bloom.shade);
        else drawFlower(x, y, scale, bloom.petal, bloom.shade, bloom.phase);
      }
    });

    function drawSpike(x: number, y: number, scale: number, petal: string, shade: string): void {
      for (const [fill, shift] of [
        [shade, 0],
        [petal, -0.25],
      ] as const) {
        context.fillStyle = fill;
        context.beginPath();
        for (let whorl = 0; whorl < 6; whorl += 1) {
          const wide = scale * (0.62 - whorl * 0.07) * (shift === 0 ? 1 : 0.7);
          const cx = x + shift * scale * 0.6;
          const cy = y + scale * (1.6 - whorl * 0.62);
          context.moveTo(cx + wide, cy);
          context.ellipse(cx, cy, wide, scale * 0.4, 0, 0, Math.PI * 2);
        }
        context.fill();
      }
    }

    function drawFlower(
      x: number,
      y: number,
      scale: number,
      petal: string,
      shade: string,
      turn: number,
    ): void {
      for (const [fill, from] of [
        [shade, 0],
        [petal, 1],
      ] as const) {
        context.fillStyle = fill;
        context.beginPath();
        for (let leaf = from; leaf < 6; leaf += 2) {
          const angle = (leaf / 6) * Math.PI * 2 + turn;
          const px = x + Math.cos(angle) * scale * 0.75;
          const py = y + Math.sin(angle) * scale * 0.55;
          context.moveTo(px, py);
          context.ellipse(px, py, scale * 0.72, scale * 0.46, angle, 0, Math.PI * 2);
        }
        context.fill();
      }
      context.fillStyle = heart;
      context.beginPath();
      context.ellipse(x, y, scale * 0.38, scale * 0.32, 0, 0, Math.PI * 2);
      context.fill();
    }
  };
};
