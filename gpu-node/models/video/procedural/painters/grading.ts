import { css } from "../colour.ts";
import { offscreen, shadePixels } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";

/** Vignette, a breath of film grain and the tints of the named styles, over everything. */
export const createGradingPainter: PainterFactory = (scene, size) => {
  const { width, height } = size;
  const styles = scene.description.styles;
  const random = scene.random("grain");
  const vignette = offscreen(width, height, (context) => {
    const gradient = context.createRadialGradient(
      width / 2,
      height * 0.48,
      height * 0.62,
      width / 2,
      height / 2,
      Math.hypot(width, height) * 0.6,
    );
    const strength = styles.includes("vintage")
      ? 0.6
      : styles.includes("flat") || styles.includes("minimal")
        ? 0.12
        : 0.34;
    gradient.addColorStop(0, "rgba(0,0,0,0)");
    gradient.addColorStop(1, css([4, 4, 14], strength));
    context.fillStyle = gradient;
    context.fillRect(0, 0, width, height);
    if (styles.includes("vintage")) {
      context.fillStyle = "rgba(190,130,60,0.14)";
      context.fillRect(0, 0, width, height);
    }
    if (styles.includes("cinematic")) {
      // An upright or square frame has no room for bars.
      const bar = width > height ? Math.max(0, (height - width / 2.39) / 2) : 0;
      context.fillStyle = "#000";
      context.fillRect(0, 0, width, bar);
      context.fillRect(0, height - bar, width, bar);
    }
  });
  const grainStrength = styles.includes("vintage") ? 26 : 0;
  const grain =
    grainStrength === 0
      ? undefined
      : shadePixels(256, 256, (_x, _y, pixels, offset) => {
          const value = random() < 0.5 ? 0 : 255;
          pixels.set([value, value, value, random() * grainStrength], offset);
        });
  const jitter = Array.from(
    { length: 16 },
    () => [Math.floor(random() * 256), Math.floor(random() * 256)] as const,
  );
  return (context, { seconds }) => {
    if (styles.includes("monochrome")) {
      context.save();
      context.globalCompositeOperation = "saturation";
      context.fillStyle = "#808080";
      context.fillRect(0, 0, width, height);
      context.restore();
    }
    context.drawImage(vignette, 0, 0);
    if (grain === undefined) return;
    const [left, top] = jitter[Math.floor(seconds * 24) % jitter.length] ?? [0, 0];
    for (let y = -top; y < height; y += 256)
      for (let x = -left; x < width; x += 256) context.drawImage(grain, x, y);
  };
};
