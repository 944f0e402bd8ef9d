import { atDepth } from "../camera.ts";
import { css, mix, white } from "../colour.ts";
import type { PainterFactory } from "../painter.ts";

/** Crystals that flash in the snow as the eye moves over it. */
export const createSparklePainter: PainterFactory = (scene, size) => {
  if (scene.surface !== "snow") return () => {};
  const { width, height } = size;
  const random = scene.random("sparkle");
  const crystals = Array.from({ length: 90 }, () => {
    const down = random() ** 0.8;
    return {
      x: random() * 1.2 - 0.1,
      y: scene.horizon + 0.03 + down * (0.97 - scene.horizon),
      size: 0.4 + down,
      phase: random() * 40,
      pace: 1.1 + random() * 1.7,
    };
  });
  const shine = css(mix(scene.palette.light, white, 0.6));
  return (context, { seconds, view }) => {
    atDepth(context, view, 0.7, size, () => {
      context.fillStyle = shine;
      for (const crystal of crystals) {
        const flash = Math.max(0, Math.sin(seconds * crystal.pace + crystal.phase)) ** 10;
        if (flash < 0.05) continue;
        context.globalAlpha = flash * (0.35 + scene.palette.daylight * 0.6);
        const x = crystal.x * width;
        const y = crystal.y * height;
        const arm = height * 0.0036 * crystal.size * (0.6 + flash);
        const thick = Math.max(0.5, arm * 0.16);
        context.fillRect(x - arm, y - thick / 2, arm * 2, thick);
        context.fillRect(x - thick / 2, y - arm, thick, arm * 2);
      }
    });
  };
};
