import type { Canvas } from "@napi-rs/canvas";
import { css, mix, white } from "../colour.ts";
import type { Colour } from "../colour.ts";
import { atDepth, overscan } from "../camera.ts";
import type { ComposedScene } from "../compose-scene.ts";
import { glowSprite, offscreen } from "../offscreen.ts";
import type { FrameSize, PainterFactory } from "../painter.ts";
import { between } from "../seeded-random.ts";

interface Blinker {
  readonly x: number;
  readonly y: number;
  readonly phase: number;
  readonly colour: Colour;
  readonly size: number;
}

/** Three rows of towers with lit windows; some windows, beacons and signs change while the shot runs. */
export const createCityPainter: PainterFactory = (scene, size) => {
  const rows = [0, 1, 2].map((row) => ({ depth: 0.12 + row * 0.17, ...cityRow(scene, size, row) }));
  const glow = glowSprite(
    24,
    "rgba(255,255,255,0.9)",
    css(scene.palette.accent, 0.35),
    css(scene.palette.accent, 0),
  );
  return (context, { seconds, view }) => {
    for (const row of rows) {
      atDepth(context, view, row.depth, size, () => {
        const left = -overscan * size.width;
        context.drawImage(row.picture, left, row.top);
        for (const light of row.blinkers) {
          const on = Math.sin(seconds * (0.8 + light.phase * 0.25) + light.phase * 9);
          if (on < 0) continue;
          context.fillStyle = css(light.colour, Math.min(1, on * 2.4));
          context.fillRect(left + light.x, row.top + light.y, light.size, light.size * 1.3);
          if (light.size < size.height * 0.004) continue;
          context.globalAlpha = on * 0.7;
          context.drawImage(
            glow,
            left + light.x - light.size * 5,
            row.top + light.y - light.size * 5,
            light.size * 11,
            light.size * 11,
          );
          context.globalAlpha = 1;
        }
      });
    }
  };
};

function cityRow(
  scene: ComposedScene,
  size: FrameSize,
  row: number,
): { picture: Canvas; top: number; blinkers: Blinker[] } {
  const { palette } = scene;
  const random = scene.random(`city-${row}`);
  const nearness = row / 2;
  const base = size.height * scene.horizon;
  // Fireworks need the sky above the roofs.
  const share = scene.features.has("fireworks") ? 0.66 : 1;
  const tall = size.height * ([0.5, 0.43, 0.27][row] ?? 0.4) * share;
  const top = base - tall;
  const lit = palette.daylight < 0.6 ? 0.5 - palette.daylight * 0.45 : 0.05;
  const body = mix(
    mix(palette.near, [124, 136, 152], palette.daylight * 0.62),
    palette.haze,
    0.68 - nearness * 0.52 + scene.fog * 0.12,
  );
  const neon = scene.description.styles.includes("neon");
  const lampColours: Colour[] = neon
    ? [[255, 70, 190], [60, 225, 255], [255, 214, 120], palette.accent]
    : [
        [255, 214, 130],
        [255, 232, 180],
        [255, 186, 98],
        [206, 228, 255],
      ];
  const blinkers: Blinker[] = [];
  const width = size.width * (1 + overscan * 2);
  const picture = offscreen(width, tall + 2, (context) => {
    let x = -20;
    while (x < width) {
      const buildingWidth = size.height * between(random, 0.045, 0.11) * (0.75 + nearness * 0.5);
      const centre = 1 - Math.abs(x / width - 0.5) * 1.1;
      const buildingHeight =
        tall * Math.min(0.98, between(random, 0.22, 0.62) + random() ** 3 * 0.5 * centre);
      const y = tall - buildingHeight;
      const tint = mix(body, palette.skyMiddle, (random() - 0.5) * 0.25);
      const gradient = context.createLinearGradient(0, y, 0, tall);
      gradient.addColorStop(0, css(mix(tint, palette.near, 0.12)));
      gradient.addColorStop(1, css(mix(tint, palette.haze, 0.45)));
      context.fillStyle = gradient;
      drawBlock(x, y, buildingWidth, buildingHeight);
      // The side towards the light catches it.
      const side = scene.light.x * width > x ? x + buildingWidth * 0.72 : x;
      context.fillStyle = css(palette.glow, 0.1 + palette.daylight * 0.12);
      context.fillRect(side, y, buildingWidth * 0.28, buildingHeight);
      drawWindows(x, y, buildingWidth, buildingHeight);
      x += buildingWidth * between(random, 0.82, 1.1);
    }

    function drawBlock(left: number, y: number, blockWidth: number, blockHeight: number): void {
      context.fillRect(left, y, blockWidth, blockHeight);
      const roof = random();
      if (roof < 0.3)
        context.fillRect(
          left + blockWidth * 0.25,
          y - blockHeight * 0.05,
          blockWidth * 0.5,
          blockHeight * 0.06,
        );
      else if (roof < 0.42) {
        // Setbacks that narrow to a mast.
        for (const [inset, rise] of [
          [0.12, 0.34],
          [0.28, 0.62],
          [0.47, 1.15],
        ] as const)
          context.fillRect(
            left + blockWidth * inset,
            y - blockWidth * rise,
            blockWidth * (1 - inset * 2),
            blockWidth * rise + 1,
          );
      } else if (roof < 0.62) {
        context.fillRect(
          left + blockWidth * 0.49,
          y - blockHeight * 0.13,
          Math.max(1, blockWidth * 0.03),
          blockHeight * 0.14,
        );
        blinkers.push({
          x: left + blockWidth * 0.48,
          y: y - blockHeight * 0.13,
          phase: random() * 6,
          colour: [255, 60, 50],
          size: size.height * 0.0045,
        });
      }
    }

    function drawWindows(left: number, y: number, blockWidth: number, blockHeight: number): void {
      const step = size.height * (0.0085 + nearness * 0.0035);
      const pane = step * 0.5;
      const lamp = lampColours[Math.floor(random() * lampColours.length)] ?? white;
      for (let row2 = y + step; row2 < tall - step; row2 += step * 1.25) {
        const rowLit = random() < 0.2 ? 1.6 : 1;
        for (let column = left + step * 0.6; column < left + blockWidth - pane; column += step) {
          const roll = random();
          if (roll < lit * rowLit) {
            const own =
              random() < 0.75
                ? lamp
                : (lampColours[Math.floor(random() * lampColours.length)] ?? lamp);
            context.fillStyle = css(mix(own, body, (1 - nearness) * 0.3), 0.45 + random() * 0.5);
            context.fillRect(column, row2, pane, pane * 1.3);
          } else if (palette.daylight > 0.5) {
            context.fillStyle = css(mix(palette.skyTop, palette.near, 0.3), 0.28);
            context.fillRect(column, row2, pane, pane * 1.3);
          } else if (roll > 0.992 && blinkers.length < 70) {
            blinkers.push({ x: column, y: row2, phase: random() * 6, colour: lamp, size: pane });
          }
        }
      }
      if (!neon || random() > 0.4) return;
      const sign = lampColours[Math.floor(random() * lampColours.length)] ?? white;
      const signX = left + blockWidth * (random() < 0.5 ? 0.08 : 0.8);
      context.shadowColor = css(sign, 1);
      context.shadowBlur = size.height * 0.02;
      context.fillStyle = css(mix(sign, white, 0.35), 0.95);
      context.fillRect(
        signX,
        y + blockHeight * 0.12,
        blockWidth * 0.1,
        blockHeight * between(random, 0.2, 0.5),
      );
      context.shadowBlur = 0;
    }
  });
  return { picture, top, blinkers };
}
