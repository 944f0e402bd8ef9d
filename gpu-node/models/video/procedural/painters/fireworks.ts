import { css, fromHsl, mix, white } from "../colour.ts";
import { glowSprite } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";

const hues = [0.0, 0.09, 0.14, 0.36, 0.52, 0.62, 0.8, 0.92];

/** Rockets that burst into falling sparks. */
export const createFireworksPainter: PainterFactory = (scene, size) => {
  if (!scene.features.has("fireworks")) return () => {};
  const { width, height } = size;
  const random = scene.random("fireworks");
  const shells = Array.from({ length: 7 }, (_, index) => ({
    x: 0.1 + ((index * 0.618 + random() * 0.08) % 1) * 0.8,
    y: (0.16 + random() * 0.42) * scene.horizon,
    // Staggered, so that the sky is never empty.
    delay: (index * 0.618 + random() * 0.1) % 1,
    period: 2.4 + random() * 1.4,
    tone: Math.floor(random() * hues.length),
    sparks: 50 + Math.floor(random() * 24),
    reach: 0.15 + random() * 0.13,
  }));
  const flash = glowSprite(
    64,
    "rgba(255,255,255,0.9)",
    "rgba(255,220,180,0.25)",
    "rgba(255,200,160,0)",
  );
  const sprites = hues.map((hue) => {
    const colour = fromHsl(hue, 0.95, 0.62);
    return glowSprite(12, css(mix(colour, white, 0.85)), css(colour, 0.5), css(colour, 0));
  });
  return (context, { seconds }) => {
    context.globalCompositeOperation = "lighter";
    for (const shell of shells) {
      const age = ((seconds / shell.period + shell.delay) % 1) * 2.6;
      const x = shell.x * width;
      if (age < 0.5) {
        const y = height * (scene.horizon - (scene.horizon - shell.y) * (age / 0.5));
        context.fillStyle = "rgba(255,220,160,0.9)";
        context.fillRect(x - 1, y, 2.5, height * 0.03);
        continue;
      }
      const burst = (age - 0.5) / 2.1;
      const colour = fromHsl(hues[shell.tone] ?? 0, 0.95, 0.62);
      const glow = Math.max(0, 1 - burst * 2.2);
      if (glow > 0.02) {
        const reach = height * 0.2;
        context.globalAlpha = glow * 0.6;
        context.drawImage(flash, x - reach, shell.y * height - reach, reach * 2, reach * 2);
      }
      context.globalAlpha = 1;
      const open = 1 - (1 - Math.min(1, burst * 1.3)) ** 3;
      const fade = Math.max(0, 1 - burst) ** 0.7;
      const fall = burst ** 2 * height * 0.13;
      const tail = Math.max(0, open - 0.16 - burst * 0.05);
      context.strokeStyle = css(mix(colour, white, 0.35), fade);
      context.lineWidth = height * 0.0034;
      const bright = sprites[shell.tone] ?? flash;
      const size = height * 0.011;
      context.globalAlpha = fade;
      for (let spark = 0; spark < shell.sparks; spark += 1) {
        const angle = spark * 2.39996;
        const far = shell.reach * height * (0.4 + 0.6 * Math.sqrt(((spark * 37) % 100) / 100));
        const endX = x + Math.cos(angle) * far * open;
        const endY = shell.y * height + Math.sin(angle) * far * open + fall;
        // A stroke of its own per spark: single lines take the fast way through the rasteriser.
        context.beginPath();
        context.moveTo(
          x + Math.cos(angle) * far * tail,
          shell.y * height + Math.sin(angle) * far * tail + fall * 0.86,
        );
        context.lineTo(endX, endY);
        context.stroke();
        context.drawImage(bright, endX - size, endY - size, size * 2, size * 2);
      }
      context.globalAlpha = 1;
    }
  };
};
