import { css, mix, white } from "../colour.ts";
import { createNoise } from "../noise.ts";
import { offscreen, shadePixels } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";

/** Rain, snow, drifting fog and lightning, as the weather asks. */
export const createPrecipitationPainter: PainterFactory = (scene, size) => {
  const { width, height } = size;
  const { palette } = scene;
  const random = scene.random("weather");
  const drops = Array.from({ length: Math.round(scene.rain * 420) }, () => ({
    x: random(),
    y: random(),
    depth: Math.floor(random() * 3),
  }));
  const flakes = Array.from({ length: Math.round(scene.snow * 330) }, () => ({
    x: random(),
    y: random(),
    depth: random() ** 2,
    phase: random() * 6.3,
  }));
  const noise = createNoise(scene.seed ^ 0xf0);
  const fogTile =
    scene.fog < 0.4
      ? undefined
      : offscreen(width * 1.5, height * 0.5, (context) => {
          const soft = shadePixels(240, 80, (x, y, pixels, offset) => {
            const value = noise.octavesPlane((x / 240) * 6, y / 22, 4, 6);
            pixels.set(
              [
                ...mix(palette.haze, palette.glow, 0.25),
                Math.max(0, value - 0.28) *
                  210 *
                  Math.sin((y / 80) * Math.PI) *
                  Math.min(1, scene.fog),
              ],
              offset,
            );
          });
          context.drawImage(soft, 0, 0, Math.ceil(width * 1.5), height * 0.5);
        });
  const slant = scene.direction * (0.06 + scene.wind * 0.14);
  return (context, { seconds, view }) => {
    if (fogTile !== undefined) {
      for (const [speed, y] of [
        [0.016, scene.horizon - 0.34],
        [0.03, scene.horizon - 0.16],
      ] as const) {
        const start = -(
          ((seconds * speed * (1 + scene.wind) + view.pan * 0.05 + 2) % 1) *
          fogTile.width
        );
        for (let x = start; x < width; x += fogTile.width)
          // Fog has no edges: whole pixels draw three times as fast and look alike.
          context.drawImage(fogTile, Math.round(x), Math.round(height * y));
      }
    }
    if (scene.lightning) drawLightning(seconds);
    for (let depth = 0; depth < 3 && drops.length > 0; depth += 1) {
      const near = (depth + 1) / 3;
      context.strokeStyle = css(mix(palette.cloudLight, white, 0.4), 0.14 + near * 0.16);
      context.lineWidth = height * 0.0011 * (0.6 + near * 1.3);
      context.beginPath();
      const length = height * 0.055 * near;
      for (const drop of drops) {
        if (drop.depth !== depth) continue;
        const fall = (drop.y + seconds * (0.9 + near * 1.2)) % 1.1;
        const x = ((drop.x + fall * slant * 0.55 + 2) % 1) * width;
        const y = fall * height - length;
        context.moveTo(x, y);
        context.lineTo(x + slant * length, y + length);
      }
      context.stroke();
    }
    if (flakes.length > 0) {
      for (let band = 0; band < 3; band += 1) {
        context.fillStyle = css(white, 0.55 + band * 0.15);
        context.beginPath();
        for (const flake of flakes) {
          if (Math.min(2, Math.floor(flake.depth * 3)) !== band) continue;
          const fall = (flake.y + seconds * (0.05 + flake.depth * 0.13)) % 1.05;
          const x =
            (((flake.x +
              Math.sin(seconds * 0.9 + flake.phase) * 0.012 +
              seconds * slant * 0.12 +
              5) %
              1.04) -
              0.02) *
            width;
          const radius = height * (0.0013 + flake.depth * 0.0045);
          context.moveTo(x + radius, fall * height);
          context.arc(x, fall * height - radius, radius, 0, Math.PI * 2);
        }
        context.fill();
      }
    }

    function drawLightning(at: number): void {
      const slot = Math.floor(at / 1.7);
      const age = at - slot * 1.7 - 0.35;
      const roll = createNoise(scene.seed + slot * 53);
      if (age < 0 || age > 0.5) return;
      const flash = Math.exp(-age * 9) * (0.6 + 0.4 * Math.cos(age * 70));
      context.fillStyle = css([214, 222, 255], flash * 0.42);
      context.fillRect(0, 0, width, height);
      context.strokeStyle = css([246, 244, 255], Math.min(1, flash * 1.5));
      context.lineJoin = "round";
      let x = (0.15 + roll.at(1.5) * 0.7) * width;
      context.beginPath();
      context.moveTo(x, 0);
      const steps = 16;
      for (let step = 1; step <= steps; step += 1) {
        x += (roll.at(step * 3.7) - 0.5) * width * 0.055;
        const y = (step / steps) * height * scene.horizon * 0.98;
        context.lineTo(x, y);
        if (step === 6 || step === 10) {
          context.lineTo(x + (roll.at(step) - 0.5) * width * 0.16, y + height * 0.11);
          context.moveTo(x, y);
        }
      }
      for (const [thick, alpha] of [
        [0.022, 0.1],
        [0.011, 0.2],
        [0.0038, 1],
      ] as const) {
        context.globalAlpha = alpha;
        context.lineWidth = height * thick;
        context.stroke();
      }
      context.globalAlpha = 1;
    }
  };
};
