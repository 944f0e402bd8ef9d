import type { SKRSContext2D } from "@napi-rs/canvas";
import { css, mix } from "../colour.ts";
import { litColour } from "../lighting.ts";
import { glowSprite, offscreen } from "../offscreen.ts";
import { drawRock } from "../painters/rock.ts";
import { polygon } from "./silhouette.ts";
import type { PreparedSilhouette } from "./silhouette.ts";

const sprite = { wide: 2.4, tall: 1.14 } as const;
const lampY = -0.885;

/** A banded tower on wave-washed rocks; its beams turn, and the lamp flares when one meets the eye. */
export const prepareLighthouse: PreparedSilhouette = ({
  scene,
  paint,
  pixels,
  random,
  distance,
}) => {
  const { palette } = scene;
  const side = scene.light.x > 0.5 ? 1 : -1;
  const picture = offscreen(sprite.wide * pixels, sprite.tall * pixels, (context) => {
    context.scale(pixels, pixels);
    context.translate(sprite.wide / 2, sprite.tall - 0.1);
    drawIsland(context);
    drawTower(context);
    drawHouse(context);
  });
  const flare = glowSprite(
    96,
    "rgba(255,252,230,1)",
    "rgba(255,236,170,0.4)",
    "rgba(255,224,140,0)",
  );
  const foam = css(litColour(palette, [236, 242, 248], 0.4, distance));
  const strength = 0.22 + paint.lamps * 0.55;
  return (context, seconds) => {
    const turn = seconds * 0.85;
    context.save();
    context.globalCompositeOperation = "lighter";
    for (const half of [0, Math.PI]) {
      const reach = Math.cos(turn + half) * 3.6;
      const depth = Math.sin(turn + half);
      const spread = 0.1 + Math.abs(depth) * 0.16 + Math.abs(reach) * 0.05;
      const beam = context.createLinearGradient(0, 0, reach, 0);
      const light = strength * (0.55 + 0.45 * Math.max(0, depth));
      beam.addColorStop(0, `rgba(255,244,196,${light.toFixed(3)})`);
      beam.addColorStop(0.4, `rgba(255,240,190,${(light * 0.34).toFixed(3)})`);
      beam.addColorStop(1, "rgba(255,240,190,0)");
      context.fillStyle = beam;
      for (const wide of [1, 0.55])
        polygon(context, [
          [0, lampY - 0.02 * wide],
          [reach, lampY - spread * wide - depth * 0.12],
          [reach, lampY + spread * wide - depth * 0.12],
          [0, lampY + 0.02 * wide],
        ]);
    }
    context.restore();
    context.drawImage(picture, -sprite.wide / 2, 0.1 - sprite.tall, sprite.wide, sprite.tall);
    context.save();
    context.globalCompositeOperation = "lighter";
    const facing = Math.abs(Math.sin(turn)) ** 6;
    const size = 0.12 + paint.lamps * 0.1 + facing * 0.24;
    context.globalAlpha = 0.5 + paint.lamps * 0.35 + facing * 0.15;
    context.drawImage(flare, -size, lampY - size, size * 2, size * 2);
    context.restore();
    drawSurf(context, seconds);
  };

  function drawIsland(context: SKRSContext2D): void {
    for (let block = 0; block < 34; block += 1) {
      const share = block / 33;
      const x = (((block * 0.618 + 0.2) % 1) - 0.5) * 1.9;
      const room = Math.max(0.05, 0.26 * (1 - Math.abs(x) * 0.92));
      drawRock(
        context,
        scene,
        {
          x,
          foot: 0.05 - room * (1 - share) * 0.55,
          wide: 0.16 + random() * 0.2,
          tall: room * (0.7 + random() * 0.35),
          own: [112, 106, 104],
          haze: distance,
        },
        random,
      );
    }
  }

  function drawTower(context: SKRSContext2D): void {
    const slices = 16;
    const bands = 6;
    for (let band = 0; band < bands; band += 1) {
      const from = -0.1 - (band / bands) * 0.7;
      const to = -0.1 - ((band + 1) / bands) * 0.7;
      const halfAt = (y: number): number => 0.105 - (-0.1 - y) * 0.062;
      for (let slice = 0; slice < slices; slice += 1) {
        const across = (slice + 0.5) / slices - 0.5;
        const facing = Math.max(-0.9, 0.8 - Math.abs(across * 2 - side * 0.6) * 1.15);
        const white = litColour(palette, [246, 242, 232], facing, distance);
        context.fillStyle = css(white);
        shape();
        if (band % 2 === 0) {
          context.fillStyle = paint.accent;
          shape();
          context.fillStyle =
            facing > 0
              ? `rgba(255,240,220,${(facing * 0.2).toFixed(3)})`
              : `rgba(4,4,18,${(-facing * 0.6).toFixed(3)})`;
          shape();
        }
        function shape(): void {
          const left = slice / slices - 0.5;
          const right = (slice + 1.1) / slices - 0.5;
          polygon(context, [
            [left * 2 * halfAt(from), from],
            [right * 2 * halfAt(from), from],
            [right * 2 * halfAt(to), to - 0.002],
            [left * 2 * halfAt(to), to - 0.002],
          ]);
        }
      }
    }
    const iron = css(litColour(palette, [52, 54, 62], -0.2, distance));
    context.fillStyle = iron;
    context.fillRect(-0.105, -0.825, 0.21, 0.026);
    for (let post = 0; post <= 8; post += 1)
      context.fillRect(-0.1 + post * 0.0245, -0.865, 0.004, 0.045);
    context.fillRect(-0.1, -0.868, 0.2, 0.006);
    context.fillStyle = css(mix([255, 236, 170], palette.haze, distance * 0.3));
    context.fillRect(-0.052, -0.93, 0.104, 0.105);
    context.fillStyle = iron;
    for (const x of [-0.054, -0.02, 0.016, 0.05]) context.fillRect(x, -0.93, 0.005, 0.105);
    context.fillStyle = paint.accent;
    context.beginPath();
    context.moveTo(-0.075, -0.925);
    context.quadraticCurveTo(-0.05, -0.995, 0, -1.005);
    context.quadraticCurveTo(0.05, -0.995, 0.075, -0.925);
    context.fill();
    context.fillRect(-0.004, -1.04, 0.008, 0.04);
    context.fillStyle = css(mix([255, 214, 130], palette.haze, 0.1));
    for (const y of [-0.3, -0.52, -0.7]) context.fillRect(-0.012, y, 0.024, 0.04);
  }

  function drawHouse(context: SKRSContext2D): void {
    const x = side * 0.16;
    context.fillStyle = css(litColour(palette, [226, 218, 204], 0.1, distance));
    context.fillRect(x - 0.02, -0.23, side * 0.24, 0.13);
    context.fillStyle = paint.accent;
    polygon(context, [
      [x - side * 0.05, -0.225],
      [x + side * 0.02, -0.3],
      [x + side * 0.19, -0.3],
      [x + side * 0.25, -0.225],
    ]);
    context.fillStyle = css(mix([255, 214, 130], palette.haze, 0.1));
    context.fillRect(x + side * 0.04, -0.19, 0.03, 0.035);
    context.fillRect(x + side * 0.14, -0.19, 0.03, 0.035);
  }

  function drawSurf(context: SKRSContext2D, seconds: number): void {
    const rough = 0.35 + scene.rain * 0.9 + scene.wind * 0.2;
    context.fillStyle = foam;
    for (let splash = 0; splash < 7; splash += 1) {
      const beat = (seconds * 0.42 + splash * 0.37) % 1;
      const x = (splash / 6 - 0.5) * 1.7;
      const rise = Math.sin(beat * Math.PI) * 0.13 * rough;
      context.globalAlpha = 0.7 * (1 - beat) * Math.min(1, beat * 6);
      context.beginPath();
      for (let drop = 0; drop < 11; drop += 1) {
        const away = (drop / 10 - 0.5) * (0.14 + beat * 0.12);
        const high =
          rise *
          (1 - (drop / 5 - 1) ** 2 * 0.7) *
          (0.6 + 0.4 * Math.abs(Math.sin(drop * 7.3 + splash)));
        const size = 0.012 + 0.014 * Math.abs(Math.sin(drop * 3.1));
        context.moveTo(x + away + size, 0.03 - high);
        context.arc(x + away, 0.03 - high, size, 0, Math.PI * 2);
      }
      context.fill();
    }
    context.globalAlpha = 0.5;
    context.beginPath();
    context.moveTo(-1.05, 0.07);
    for (let step = 0; step <= 30; step += 1) {
      const share = step / 30;
      context.lineTo(
        -1.05 + share * 2.1,
        0.04 +
          Math.sin(share * 24 + seconds * 2.1) * 0.008 +
          Math.sin(share * 51 - seconds * 1.4) * 0.006,
      );
    }
    context.lineTo(1.05, 0.075);
    context.closePath();
    context.fill();
    context.globalAlpha = 1;
  }
};
