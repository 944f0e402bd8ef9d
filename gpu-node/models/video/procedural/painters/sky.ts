import { css, mix } from "../colour.ts";
import { offscreen } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";

/** The sky's gradient with a warm pool of light around the sun; drawn once, as it is opaque. */
export const createSkyPainter: PainterFactory = (scene, size) => {
  const { palette, horizon, light } = scene;
  const { width, height } = size;
  const sky = offscreen(width, height, (context) => {
    const bottom = scene.kind === "clouds" ? height : height * horizon;
    const gradient = context.createLinearGradient(0, 0, 0, bottom);
    gradient.addColorStop(0, css(palette.skyTop));
    gradient.addColorStop(0.28, css(mix(palette.skyTop, palette.skyMiddle, 0.45)));
    gradient.addColorStop(0.58, css(palette.skyMiddle));
    gradient.addColorStop(0.86, css(palette.skyLow));
    gradient.addColorStop(1, css(mix(palette.skyLow, palette.glow, 0.6)));
    context.fillStyle = gradient;
    context.fillRect(0, 0, width, height);
    const x = light.x * width;
    const y = light.y * bottom;
    const reach = light.kind === "moon" ? height * 0.5 : height * 0.95;
    const pool = context.createRadialGradient(x, y, 0, x, y, reach);
    const strength = light.visible
      ? light.kind === "moon"
        ? 0.3
        : light.y < 0.6
          ? 0.32
          : 0.7
      : 0.25;
    pool.addColorStop(0, css(palette.glow, strength));
    pool.addColorStop(0.3, css(palette.glow, strength * 0.4));
    pool.addColorStop(1, css(palette.glow, 0));
    context.fillStyle = pool;
    context.fillRect(0, 0, width, height);
  });
  return (context) => {
    context.drawImage(sky, 0, 0);
  };
};
