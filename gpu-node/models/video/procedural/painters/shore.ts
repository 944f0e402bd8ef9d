import { atDepth, overscan } from "../camera.ts";
import { css, mix } from "../colour.ts";
import { litColour } from "../lighting.ts";
import { createNoise } from "../noise.ts";
import { offscreen } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";
import { drawRock } from "./rock.ts";

/** The near bank of a lake, river or sea: stones in a corner of the frame, reeds that sway before still water. */
export const createShorePainter: PainterFactory = (scene, size) => {
  const { surface, palette } = scene;
  if (surface === "street" || surface === "beach" || scene.backdrops.includes("city"))
    return () => {};
  const { width, height } = size;
  const random = scene.random("shore");
  const noise = createNoise(scene.seed ^ 0x5b);
  const calm = surface === "lake" || surface === "river";
  if (!calm && random() < 0.35) return () => {};
  const side = scene.light.x > 0.5 ? -1 : 1;
  const fullWidth = Math.ceil(width * (1 + overscan * 2));
  const top = height * 0.78;
  const wintry = scene.description.season === "winter" || scene.snow > 0;
  // The bank fills one lower corner and runs out before the other.
  const bank = (share: number): number => {
    const along = side > 0 ? share : 1 - share;
    const rise = Math.max(0, (along - (calm ? 0.3 : 0.62)) / (calm ? 0.7 : 0.38));
    return (
      height *
      (1.03 -
        rise ** 1.2 * (calm ? 0.13 : 0.1) -
        (noise.octaves(share * 9, 3) - 0.4) * 0.035 * Math.min(1, rise * 4))
    );
  };
  const earth = wintry
    ? ([232, 238, 248] as const)
    : calm
      ? ([74, 92, 46] as const)
      : ([96, 90, 86] as const);
  const bankWidth = Math.ceil(fullWidth * (calm ? 0.78 : 0.52));
  const bankLeft = side > 0 ? fullWidth - bankWidth : 0;
  const picture = offscreen(bankWidth, height * 1.06 - top, (context) => {
    context.translate(-bankLeft, 0);
    const ground = context.createLinearGradient(0, height * 0.86 - top, 0, height * 1.04 - top);
    ground.addColorStop(0, css(litColour(palette, earth, -0.1, 0.04)));
    ground.addColorStop(1, css(litColour(palette, earth, -0.9, 0)));
    context.fillStyle = ground;
    context.beginPath();
    context.moveTo(0, height * 1.06 - top);
    for (let x = 0; x <= fullWidth; x += 8) context.lineTo(x, bank(x / fullWidth) - top);
    context.lineTo(fullWidth, height * 1.06 - top);
    context.fill();
    const stones = calm ? 20 : 30;
    for (let stone = 0; stone < stones; stone += 1) {
      const near = stone / stones;
      const reach = calm ? 0.72 : 0.46;
      const along = 1 - random() ** 0.8 * reach;
      const share = side > 0 ? along : 1 - along;
      const wide = height * (0.03 + random() ** 2 * (calm ? 0.09 : 0.17)) * (0.6 + near * 0.6);
      drawRock(
        context,
        scene,
        {
          x: share * fullWidth,
          foot: bank(share) - top + near * height * 0.07 + wide * 0.08,
          wide,
          tall: wide * (0.42 + random() * 0.25),
          own: [116, 112, 112],
          haze: 0,
          snow: wintry,
        },
        random,
      );
    }
  });
  const blades = Array.from({ length: calm && !wintry ? 90 : 0 }, (_, index) => {
    const along = 1 - random() ** 1.3 * 0.66;
    return {
      share: side > 0 ? along : 1 - along,
      tall: 0.05 + random() * 0.15,
      phase: random() * 6.3,
      lean: (random() - 0.5) * 0.03,
      tone: index % 3,
      cattail: random() < 0.16,
    };
  });
  const tones = [-0.9, -0.5, 0.1].map((facing) =>
    css(
      litColour(
        palette,
        mix([96, 118, 52], [168, 146, 84], scene.description.season === "autumn" ? 0.7 : 0.15),
        facing,
        0,
      ),
    ),
  );
  const head = css(litColour(palette, [108, 70, 42], -0.3, 0));
  const foam = css(litColour(palette, [236, 244, 250], 0.3, 0));
  return (context, { seconds, view }) =>
    atDepth(context, view, 0.95, size, () => {
      const left = -overscan * width;
      if (!calm) {
        context.strokeStyle = foam;
        context.lineWidth = height * 0.008;
        context.globalAlpha = 0.5 + Math.sin(seconds * 1.3) * 0.2;
        context.beginPath();
        for (let step = 0; step <= 50; step += 1) {
          const share = step / 50;
          const y = bank(share) - height * (0.004 + 0.008 * Math.sin(seconds * 1.3 + share * 5));
          context.lineTo(
            left + share * fullWidth,
            y + (noise.octaves(share * 20 + seconds * 0.2, 2) - 0.5) * height * 0.016,
          );
        }
        context.stroke();
        context.globalAlpha = 1;
      }
      context.drawImage(picture, left + bankLeft, top);
      tones.forEach((tone, index) => {
        context.fillStyle = tone;
        context.beginPath();
        for (const blade of blades) {
          if (blade.tone !== index) continue;
          const x = left + blade.share * fullWidth;
          const foot = bank(blade.share) + height * 0.03;
          const gust =
            (Math.sin(seconds * 1.3 + blade.share * 9 + blade.phase * 0.3) * 0.7 +
              0.4 * scene.direction) *
            height *
            0.012 *
            (0.5 + scene.wind) *
            (blade.tall / 0.1);
          const tipX = x + blade.lean * width + gust;
          const tipY = foot - blade.tall * height;
          const thick = height * 0.0034;
          context.moveTo(x - thick, foot);
          context.quadraticCurveTo(x, (foot + tipY) / 2, tipX, tipY);
          context.quadraticCurveTo(x + thick * 2, (foot + tipY) / 2, x + thick, foot);
        }
        context.fill();
      });
      context.fillStyle = head;
      context.beginPath();
      for (const blade of blades) {
        if (!blade.cattail) continue;
        const gust =
          (Math.sin(seconds * 1.3 + blade.share * 9 + blade.phase * 0.3) * 0.7 +
            0.4 * scene.direction) *
          height *
          0.012 *
          (0.5 + scene.wind) *
          (blade.tall / 0.1);
        const x = left + blade.share * fullWidth + blade.lean * width + gust;
        const y = bank(blade.share) + height * 0.03 - blade.tall * height;
        context.moveTo(x + height * 0.006, y);
        context.ellipse(x, y, height * 0.006, height * 0.024, 0.06, 0, Math.PI * 2);
      }
      context.fill();
    });
};
