import { atDepth, overscan } from "../camera.ts";
import { css, mix, white } from "../colour.ts";
import { litColour } from "../lighting.ts";
import { createNoise, smoothStep } from "../noise.ts";
import { offscreen, shadePixels } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";
import { drawRock } from "./rock.ts";

/** Sand that slopes into the sea: dry and rippled in front, wet and shining at the line, with a breathing wash. */
export const createBeachPainter: PainterFactory = (scene, size) => {
  const { palette } = scene;
  const { width, height } = size;
  const noise = createNoise(scene.seed ^ 0x3d);
  const random = scene.random("beach");
  const fullWidth = Math.ceil(width * (1 + overscan * 2));
  const side = scene.light.x > 0.5 ? 1 : -1;
  // The shore runs aslant, nearer to the viewer away from the light.
  const shore = (share: number): number =>
    height * (0.79 - side * (share - 0.5) * 0.16 + (noise.octaves(share * 3 + 2, 3) - 0.5) * 0.05);
  const top = Math.floor(height * 0.66);
  const rows = Math.ceil((height * 1.06 - top) / 3);
  const columns = Math.ceil(fullWidth / 3);
  const texture = shadePixels(columns, rows, (x, y, pixels, offset) => {
    const share = x / columns;
    const below = (top + y * 3 - shore(share)) / height;
    const warp = noise.octavesPlane(share * 7, below * 14, 3) * 6;
    const ripple = Math.sin(below * 190 + warp * 2.2 + share * 9) * smoothStep(0.04, 0.14, below);
    const patch = noise.octavesPlane(share * 12, below * 30, 3) - 0.5;
    const grain = noise.plane(x * 0.9, y * 0.9) - 0.5;
    const wet = 1 - smoothStep(0.01, 0.075, below + patch * 0.03);
    const dry = litColour(
      palette,
      [246, 220, 170],
      ripple * 0.22 + patch * 1.1 + 0.15 + grain * 0.2,
      0.03,
    );
    const damp = mix(
      litColour(palette, [176, 140, 98], -0.1, 0.02),
      mix(palette.skyMiddle, palette.skyLow, 0.5),
      0.42,
    );
    const colour = mix(dry, damp, wet * 0.85);
    pixels.set([colour[0], colour[1], colour[2], 255], offset);
  });
  const picture = offscreen(fullWidth, rows * 3, (context) => {
    context.beginPath();
    context.moveTo(0, rows * 3);
    for (let x = 0; x <= fullWidth; x += 6) context.lineTo(x, shore(x / fullWidth) - top);
    context.lineTo(fullWidth + 6, rows * 3);
    context.closePath();
    context.save();
    context.clip();
    context.imageSmoothingQuality = "high";
    context.drawImage(texture, 0, 0, columns * 3, rows * 3);
    context.restore();
    for (let pebble = 0; pebble < 46; pebble += 1) {
      const share = random();
      const y = shore(share) - top + height * (0.05 + random() * 0.17);
      const wide = height * (0.003 + random() ** 4 * 0.035) * (0.5 + (y / (rows * 3)) * 0.8);
      drawRock(
        context,
        scene,
        {
          x: share * fullWidth,
          foot: y,
          wide,
          tall: wide * 0.5,
          own: random() < 0.3 ? [240, 226, 214] : [150, 136, 124],
          haze: 0,
        },
        random,
      );
    }
  });
  const wash = mix(palette.skyLow, white, 0.55);
  const foam = mix(palette.cloudLight, white, 0.5);
  return (context, { seconds, view }) => {
    atDepth(context, view, 0.5, size, () => {
      const left = -overscan * width;
      context.drawImage(picture, left, top);
      for (let wave = 0; wave < 3; wave += 1) {
        const cycle = (seconds * 0.15 + wave / 3) % 1;
        const reach = Math.sin(cycle * Math.PI);
        const fade = Math.sin(cycle * Math.PI) ** 0.7;
        const line = (share: number): number =>
          shore(share) +
          height * (reach * 0.05 - 0.018) +
          (noise.octaves(share * 9 + wave * 7, 3) - 0.5) * height * 0.034;
        context.beginPath();
        for (let step = 0; step <= 60; step += 1)
          context.lineTo(left + (step / 60) * fullWidth, line(step / 60));
        for (let step = 60; step >= 0; step -= 1)
          context.lineTo(left + (step / 60) * fullWidth, shore(step / 60) - height * 0.035);
        context.closePath();
        context.fillStyle = css(wash, 0.34 * fade);
        context.fill();
        for (const [lift, thick, alpha] of [
          [0, 0.006, 0.9],
          [-0.012, 0.003, 0.5],
        ] as const) {
          context.strokeStyle = css(foam, alpha * fade);
          context.lineWidth = height * thick;
          context.beginPath();
          for (let step = 0; step <= 60; step += 1)
            context.lineTo(left + (step / 60) * fullWidth, line(step / 60) + height * lift);
          context.stroke();
        }
      }
    });
  };
};
