import { css, mix, white } from "../colour.ts";
import { createNoise } from "../noise.ts";
import { glowSprite, offscreen } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";

/** Sun or moon with its halo; it climbs or sinks slowly through the shot. */
export const createCelestialPainter: PainterFactory = (scene, size) => {
  const { light, palette } = scene;
  if (!light.visible) return () => {};
  const { width, height } = size;
  const isMoon = light.kind === "moon";
  const low = light.y > 0.6;
  const radius = height * (isMoon ? 0.055 : low ? 0.062 : 0.045);
  const halo = glowSprite(
    Math.round(height * 0.16),
    css(palette.light, isMoon ? 0.5 : 0.95),
    css(palette.glow, isMoon ? 0.16 : 0.4),
    css(palette.glow, 0),
  );
  const disc = offscreen(radius * 2 + 4, radius * 2 + 4, (context) => {
    const middle = radius + 2;
    const gradient = context.createRadialGradient(middle, middle, 0, middle, middle, radius);
    gradient.addColorStop(0, css(mix(palette.light, white, 0.6)));
    gradient.addColorStop(
      isMoon ? 0.8 : 0.86,
      css(isMoon ? palette.light : mix(palette.light, white, 0.5)),
    );
    gradient.addColorStop(
      1,
      css(isMoon ? mix(palette.light, palette.glow, 0.5) : palette.light, isMoon ? 1 : 0),
    );
    context.fillStyle = gradient;
    context.beginPath();
    context.arc(middle, middle, radius, 0, Math.PI * 2);
    context.fill();
    if (!isMoon) return;
    context.clip();
    const random = scene.random("craters");
    const noise = createNoise(scene.seed);
    for (let crater = 0; crater < 26; crater += 1) {
      const angle = random() * Math.PI * 2;
      const distance = Math.sqrt(random()) * radius;
      context.fillStyle = css(
        mix(palette.light, palette.skyMiddle, 0.6),
        0.1 + noise.at(crater) * 0.16,
      );
      context.beginPath();
      context.arc(
        middle + Math.cos(angle) * distance,
        middle + Math.sin(angle) * distance,
        radius * (0.05 + random() * 0.24),
        0,
        Math.PI * 2,
      );
      context.fill();
    }
  });
  const rises = scene.timeOfDay === "dawn" || scene.timeOfDay === "morning" || isMoon ? -1 : 1;
  return (context, { seconds, progress, view }) => {
    const travel = rises * (scene.pace > 1 ? 0.22 : 0.035) * (progress - 0.5);
    const x = light.x * width - view.pan * width * 0.006;
    const y = light.y * height * scene.horizon + travel * height - view.tilt * height * 0.012;
    const pulse = 1 + Math.sin(seconds * 0.9) * 0.025;
    const reach = height * (isMoon ? 0.24 : low ? 0.36 : 0.25) * pulse;
    context.save();
    context.globalCompositeOperation = "lighter";
    context.drawImage(halo, x - reach, y - reach, reach * 2, reach * 2);
    context.restore();
    context.drawImage(disc, x - radius - 2, y - radius - 2);
  };
};
