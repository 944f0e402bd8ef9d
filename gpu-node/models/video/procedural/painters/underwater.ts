import { css, mix, white } from "../colour.ts";
import type { Colour } from "../colour.ts";
import { atDepth, overscan } from "../camera.ts";
import type { ComposedScene } from "../compose-scene.ts";
import { createNoise } from "../noise.ts";
import { offscreen } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";

const corals: readonly Colour[] = [
  [255, 112, 120],
  [255, 170, 84],
  [206, 96, 220],
  [255, 214, 110],
  [112, 224, 196],
  [244, 84, 150],
];

interface SeaTones {
  readonly dark: boolean;
  readonly shallow: Colour;
  readonly middle: Colour;
  readonly deep: Colour;
}

function seaTones(scene: ComposedScene): SeaTones {
  const { palette } = scene;
  const random = scene.random("sea-tones");
  const dark =
    scene.timeOfDay === "night" ||
    scene.description.moods.includes("dark") ||
    /deep/.test(scene.description.normalisedPrompt);
  const asked =
    scene.description.colours.length > 0 &&
    scene.subjects.every((subject) => subject.colour === undefined);
  const shallow: Colour = asked
    ? mix(palette.accent, white, 0.3)
    : dark
      ? [24, 96, 140]
      : mix([92, 214, 226], [70, 180, 232], random());
  const middle: Colour = mix(
    dark ? [8, 48, 92] : [16, 124, 170],
    palette.accent,
    asked ? 0.4 : 0.04,
  );
  const deep: Colour = dark ? [2, 10, 30] : [6, 44, 88];
  return { dark, shallow, middle, deep };
}

/** Open water with light from above: soft, for the backdrop. */
export const createUnderwaterLightPainter: PainterFactory = (scene, size) => {
  const { width, height } = size;
  const { dark, shallow, middle, deep } = seaTones(scene);
  const water = offscreen(width, height, (context) => {
    const gradient = context.createLinearGradient(0, 0, 0, height);
    gradient.addColorStop(0, css(mix(shallow, white, 0.25)));
    gradient.addColorStop(0.18, css(shallow));
    gradient.addColorStop(0.55, css(middle));
    gradient.addColorStop(1, css(deep));
    context.fillStyle = gradient;
    context.fillRect(0, 0, width, height);
    const pool = context.createRadialGradient(
      width * scene.light.x,
      -height * 0.05,
      0,
      width * scene.light.x,
      0,
      height * 0.85,
    );
    pool.addColorStop(0, css(white, dark ? 0.3 : 0.75));
    pool.addColorStop(0.4, css(shallow, 0.35));
    pool.addColorStop(1, css(shallow, 0));
    context.fillStyle = pool;
    context.fillRect(0, 0, width, height);
  });
  return (context, { seconds }) => {
    context.drawImage(water, 0, 0);
    context.save();
    context.globalCompositeOperation = "lighter";
    for (let ray = 0; ray < 9; ray += 1) {
      const origin = width * (scene.light.x + (ray - 4) * 0.035);
      const target =
        width * (scene.light.x + (ray - 4) * 0.19 + Math.sin(seconds * 0.25 + ray * 1.3) * 0.03);
      const spread = width * (0.02 + 0.022 * (1 + Math.sin(ray * 2.7)));
      const gradient = context.createLinearGradient(0, 0, 0, height * 0.85);
      gradient.addColorStop(
        0,
        css(shallow, (dark ? 0.12 : 0.26) * (0.6 + 0.4 * Math.sin(seconds * 0.8 + ray * 2.1))),
      );
      gradient.addColorStop(1, css(shallow, 0));
      context.fillStyle = gradient;
      context.beginPath();
      context.moveTo(origin - width * 0.012, -5);
      context.lineTo(origin + width * 0.012, -5);
      context.lineTo(target + spread, height * 0.85);
      context.lineTo(target - spread, height * 0.85);
      context.fill();
    }
    context.restore();
  };
};

/** Before the open water: reefs in the haze, swaying weed and rising bubbles. */
export const createUnderwaterPainter: PainterFactory = (scene, size) => {
  const { width, height } = size;
  const random = scene.random("underwater");
  const noise = createNoise(scene.seed);
  const { dark, middle, deep } = seaTones(scene);
  const reefs = [0, 1, 2].map((row) => {
    const nearness = row / 2;
    const own = mix(mix(deep, [20, 52, 72], 0.5), middle, 0.62 - nearness * 0.58);
    const picture = offscreen(width * (1 + overscan * 2), height * 0.46, (context) => {
      const foot = height * 0.46;
      context.fillStyle = css(own);
      context.beginPath();
      context.moveTo(0, foot);
      const line = (x: number): number =>
        foot -
        height *
          (0.05 +
            0.25 *
              (1 - nearness * 0.55) *
              noise.octaves((x / width) * (3 + row * 1.5) + row * 11, 5));
      for (let x = 0; x <= width * 1.2; x += 4) context.lineTo(x, line(x));
      context.lineTo(width * 1.2, foot);
      context.fill();
      for (let coral = 0; coral < 10 + row * 14; coral += 1) {
        const x = random() * width * 1.18;
        const tall = height * (0.03 + random() * 0.055) * (0.6 + nearness * 0.7);
        const tone = mix(
          corals[Math.floor(random() * corals.length)] ?? white,
          own,
          (1 - nearness) * 0.6 + 0.15 + (dark ? 0.25 : 0),
        );
        const base = line(x) + tall * 0.2;
        context.fillStyle = css(tone);
        context.strokeStyle = css(tone);
        context.lineCap = "round";
        if (random() < 0.5) {
          for (let branch = 0; branch < 9; branch += 1) {
            const angle = -Math.PI / 2 + (branch / 8 - 0.5) * 2.1;
            context.lineWidth = tall * 0.11;
            context.beginPath();
            context.moveTo(x, base);
            context.quadraticCurveTo(
              x + Math.cos(angle) * tall * 0.5,
              base - tall * 0.5,
              x + Math.cos(angle) * tall * (0.7 + random() * 0.3),
              base + Math.sin(angle) * tall,
            );
            context.stroke();
          }
        } else {
          context.beginPath();
          for (let lump = 0; lump < 7; lump += 1) {
            const cx = x + (random() - 0.5) * tall * 1.3;
            const cy = base - random() * tall * 0.5;
            context.moveTo(cx, cy);
            context.arc(cx, cy, tall * (0.18 + random() * 0.24), 0, Math.PI * 2);
          }
          context.fill();
        }
      }
    });
    return { picture, depth: 0.2 + nearness * 0.4, top: height * (0.5 + nearness * 0.06) };
  });
  const weeds = Array.from({ length: 26 }, () => ({
    x: random() * 1.16 - 0.08,
    tall: 0.1 + random() * 0.24,
    phase: random() * 6.3,
    tone: random(),
  }));
  const bubbles = Array.from({ length: 70 }, () => ({
    x: random(),
    y: random(),
    size: 0.0015 + random() ** 3 * 0.009,
    speed: 0.05 + random() * 0.1,
    phase: random() * 6.3,
  }));
  return (context, { seconds, view }) => {
    reefs.forEach((reef) =>
      atDepth(context, view, reef.depth, size, () =>
        context.drawImage(reef.picture, -overscan * width, reef.top),
      ),
    );
    atDepth(context, view, 0.75, size, () => {
      for (const weed of weeds) {
        const sway = (level: number): number =>
          Math.sin(seconds * 1.1 + weed.phase + level * 2.2) * width * 0.012 * level;
        const tall = height * weed.tall;
        const x = weed.x * width;
        context.strokeStyle = css(mix(mix(deep, [30, 130, 96], 0.55), middle, weed.tone * 0.4));
        context.lineCap = "round";
        context.lineWidth = height * 0.009;
        context.beginPath();
        context.moveTo(x, height + 6);
        context.bezierCurveTo(
          x + sway(0.4),
          height - tall * 0.35,
          x + sway(0.8) * 1.5,
          height - tall * 0.7,
          x + sway(1.1) * 2,
          height - tall,
        );
        context.stroke();
      }
    });
    for (const bubble of bubbles) {
      const rise = (bubble.y + seconds * bubble.speed) % 1.05;
      const x = bubble.x * width + Math.sin(seconds * 1.6 + bubble.phase) * width * 0.008;
      const y = height * (1.02 - rise);
      const radius = bubble.size * height;
      context.fillStyle = css(white, 0.16);
      context.strokeStyle = css(white, 0.5);
      context.lineWidth = Math.max(0.6, radius * 0.15);
      context.beginPath();
      context.arc(x, y, radius, 0, Math.PI * 2);
      context.fill();
      context.stroke();
    }
  };
};
