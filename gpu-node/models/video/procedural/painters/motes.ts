import { css, mix, white } from "../colour.ts";
import { glowSprite } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";
import { between } from "../seeded-random.ts";

/** Specks of dust that float through the light, near ones large and out of focus. */
export const createMotesPainter: PainterFactory = (scene, size) => {
  const { width, height } = size;
  const random = scene.random("motes");
  const tint = mix(scene.palette.glow, white, 0.4);
  const speck = glowSprite(24, css(tint, 0.9), css(tint, 0.3), css(tint, 0));
  const unit = Math.min(width, height);
  const motes = Array.from({ length: 34 }, () => ({
    x: random(),
    y: random(),
    depth: random() ** 2,
    phase: random() * 6.3,
    speed: between(random, 0.4, 1.1),
  }));
  return (context, { seconds }) => {
    context.globalCompositeOperation = "screen";
    for (const { x, y, depth, phase, speed } of motes) {
      const drift = seconds * 0.008 * (0.5 + depth * 2);
      const left =
        ((x + scene.direction * drift + Math.sin(seconds * 0.4 + phase) * 0.01 + 9.05) % 1.1) -
        0.05;
      const top = ((y - drift * 0.6 + Math.cos(seconds * 0.3 + phase) * 0.012 + 9.05) % 1.1) - 0.05;
      const radius = unit * (0.004 + depth * 0.02);
      context.globalAlpha =
        (0.5 - depth * 0.32) * (0.45 + 0.55 * Math.sin(seconds * speed + phase) ** 2);
      context.drawImage(
        speck,
        left * width - radius,
        top * height - radius,
        radius * 2,
        radius * 2,
      );
    }
  };
};
