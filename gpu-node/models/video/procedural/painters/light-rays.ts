import { createCanvas } from "@napi-rs/canvas";
import { css, mix, white } from "../colour.ts";
import { offscreen } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";
import { between } from "../seeded-random.ts";

const reduction = 6;

/** Broad soft beams that fall from one upper corner and breathe. */
export const createLightRaysPainter: PainterFactory = (scene, size) => {
  const { width, height } = size;
  const random = scene.random("light-rays");
  const fromLeft = scene.light.x < 0.5;
  const tint = mix(scene.palette.glow, white, 0.25);
  const length = Math.hypot(width, height) * 1.15;
  const beam = offscreen(64, 256, (context) => {
    for (let x = 0; x < 64; x += 1) {
      const soft = Math.sin((x / 63) * Math.PI) ** 2;
      const gradient = context.createLinearGradient(0, 0, 0, 256);
      gradient.addColorStop(0, css(tint, 0.5 * soft));
      gradient.addColorStop(0.45, css(tint, 0.2 * soft));
      gradient.addColorStop(1, css(tint, 0));
      context.fillStyle = gradient;
      context.fillRect(x, 0, 1, 256);
    }
  });
  const beams = Array.from({ length: 6 }, (_, place) => ({
    angle: 0.18 + place * 0.21 + between(random, -0.06, 0.06),
    spread: between(random, 0.1, 0.24),
    phase: random() * 6.3,
    speed: between(random, 0.35, 0.8),
  }));
  // Beams are soft: they are drawn small, and laid over the picture once.
  const glow = createCanvas(Math.ceil(width / reduction), Math.ceil(height / reduction));
  const beamContext = glow.getContext("2d");
  beamContext.globalCompositeOperation = "lighter";
  beamContext.scale((fromLeft ? 1 : -1) / reduction, 1 / reduction);
  beamContext.translate(fromLeft ? -width * 0.06 : -width * 1.06, -height * 0.1);
  return (context, { seconds }) => {
    beamContext.save();
    beamContext.resetTransform();
    beamContext.clearRect(0, 0, glow.width, glow.height);
    beamContext.restore();
    for (const { angle, spread, phase, speed } of beams) {
      beamContext.save();
      beamContext.rotate(-angle + Math.sin(seconds * 0.17 + phase) * 0.03);
      beamContext.globalAlpha = 0.3 + 0.3 * Math.sin(seconds * speed + phase);
      const thick = length * spread;
      beamContext.drawImage(beam, -thick / 2, 0, thick, length);
      beamContext.restore();
    }
    context.globalCompositeOperation = "screen";
    context.drawImage(glow, 0, 0, width, height);
  };
};
