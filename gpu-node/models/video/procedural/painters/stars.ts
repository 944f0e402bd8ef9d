import { css, mix, white } from "../colour.ts";
import { createNoise, smoothStep } from "../noise.ts";
import { offscreen, shadePixels } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";

/** A star field that drifts and twinkles, with a milky way and now and then a meteor. */
export const createStarsPainter: PainterFactory = (scene, size) => {
  const dusky = (scene.timeOfDay === "dusk" ? 0.45 : 1) * (1 - scene.cloudCover * 0.4);
  if (
    !scene.features.has("stars") &&
    !scene.features.has("meteors") &&
    !scene.features.has("galaxy") &&
    scene.timeOfDay !== "dusk"
  )
    return () => {};
  const { width, height } = size;
  const random = scene.random("stars");
  const unit = height / 720;
  const limit = scene.kind === "landscape" ? height * scene.horizon : height;
  const field = offscreen(width, limit, (context) => {
    if (scene.timeOfDay === "night") {
      const noise = createNoise(scene.seed ^ 0x77);
      const slope = (random() - 0.5) * 0.9;
      const band = shadePixels(320, 150, (x, y, pixels, offset) => {
        const distance = (y - 62 - (x - 160) * slope) / 36;
        const cloud = noise.octavesPlane(x / 26, y / 18, 5);
        const core = Math.exp(-distance * distance) * smoothStep(0.25, 0.75, cloud);
        const dust =
          smoothStep(0.45, 0.7, noise.octavesPlane(x / 14 + 40, y / 14, 4)) *
          Math.exp(-distance * distance * 3);
        pixels.set(
          [
            ...mix(mix(scene.palette.glow, white, 0.35), [255, 190, 220], cloud * 0.4),
            core * 110 * (1 - dust * 0.75),
          ],
          offset,
        );
      });
      context.drawImage(band, 0, 0, width, limit);
    }
    for (let star = 0; star < 620; star += 1) {
      const bright = random() ** 4;
      const radius = (0.4 + bright * 1.3) * unit;
      context.fillStyle = css(
        mix(white, random() < 0.5 ? [170, 200, 255] : [255, 224, 180], random() * 0.7),
        (0.25 + bright * 0.75) * dusky,
      );
      context.beginPath();
      context.arc(random() * width, random() ** 1.25 * limit, radius, 0, Math.PI * 2);
      context.fill();
    }
  });
  const twinkles = Array.from({ length: 46 }, () => ({
    x: random(),
    y: random() ** 1.4 * 0.8,
    phase: random() * 7,
    speed: 1.2 + random() * 2.4,
    size: 0.8 + random(),
  }));
  const meteorEvery = scene.features.has("meteors") ? 0.9 : 5.5;
  return (context, { seconds }) => {
    // The sky stands still while the land slides: whole pixels keep every star sharp.
    context.globalCompositeOperation = "lighter";
    context.drawImage(field, 0, 0);
    for (const star of twinkles) {
      const glow = (0.5 + 0.5 * Math.sin(seconds * star.speed + star.phase)) * dusky;
      context.fillStyle = css(white, glow * 0.9);
      const x = star.x * width;
      const y = star.y * limit;
      context.beginPath();
      context.arc(x, y, star.size * unit * (0.8 + glow * 0.5), 0, Math.PI * 2);
      context.fill();
      if (star.size > 1.5) {
        context.fillStyle = css(white, glow * 0.35);
        context.fillRect(x - 5 * unit * glow, y - 0.4 * unit, 10 * unit * glow, 0.8 * unit);
        context.fillRect(x - 0.4 * unit, y - 5 * unit * glow, 0.8 * unit, 10 * unit * glow);
      }
    }
    const slot = Math.floor(seconds / meteorEvery);
    const age = (seconds - slot * meteorEvery) / 0.9;
    if (age < 1 && (slot > 0 || meteorEvery < 2)) {
      const roll = createNoise(scene.seed + slot * 97);
      const x = (0.15 + roll.at(3.5) * 0.9) * width - age * width * 0.25;
      const y = roll.at(9.5) * limit * 0.4 + age * height * 0.16;
      const gradient = context.createLinearGradient(x, y, x + width * 0.1, y - height * 0.064);
      gradient.addColorStop(0, css(white, Math.sin(age * Math.PI)));
      gradient.addColorStop(1, css(white, 0));
      context.strokeStyle = gradient;
      context.lineWidth = 2 * unit;
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + width * 0.1, y - height * 0.064);
      context.stroke();
    }
  };
};
