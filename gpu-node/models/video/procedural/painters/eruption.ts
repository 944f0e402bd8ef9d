import type { SKRSContext2D } from "@napi-rs/canvas";
import { atDepth, overscan } from "../camera.ts";
import { css, mix } from "../colour.ts";
import type { ComposedScene } from "../compose-scene.ts";
import { createNoise } from "../noise.ts";
import { glowSprite } from "../offscreen.ts";
import type { FrameSize, PainterFactory } from "../painter.ts";

/** Where the cone stands, as a share of the width of an overscanned layer. */
export function craterShare(scene: ComposedScene): number {
  return scene.light.x > 0.5 ? 0.4 : 0.6;
}

/** Height of the crater over the horizon, as a share of the frame. */
const craterRise = 0.361;

export interface Eruption {
  /** Glow and embers; drawn before the cone hides their feet. */
  behind(context: SKRSContext2D, seconds: number): void;
  /** Lava that runs down the cone. */
  before(context: SKRSContext2D, seconds: number): void;
}

/** A fountain of embers, and glowing streams on the slopes. */
export function prepareEruption(scene: ComposedScene, size: FrameSize): Eruption {
  const unit = size.height;
  const craterHeight = unit * craterRise;
  const x = (craterShare(scene) * (1 + overscan * 2) - overscan) * size.width;
  const y = unit * scene.horizon - craterHeight;
  const glow = glowSprite(96, "rgba(255,206,110,1)", "rgba(255,92,30,0.5)", "rgba(190,24,8,0)");
  const noise = createNoise(scene.seed ^ 0x1a);
  const streams = [-0.62, -0.2, 0.12, 0.5].map((lean, index) => ({
    width: 0.007 + 0.006 * noise.at(index * 3.3),
    reach: 0.45 + 0.5 * noise.at(index * 5.1 + 2),
    points: Array.from({ length: 15 }, (_, step) => {
      const share = step / 14;
      const wander = (noise.at(step * 0.7 + index * 19) - 0.5) * 0.05 * share;
      return [
        x + (lean * (0.04 + share ** 1.35 * 0.5) + wander) * unit * 0.62,
        y + unit * 0.006 + share * craterHeight * 0.9,
      ] as const;
    }),
  }));
  return {
    behind(context, seconds) {
      context.save();
      context.globalCompositeOperation = "lighter";
      context.globalAlpha = 0.85 + Math.sin(seconds * 5) * 0.05;
      const reach = unit * 0.24;
      context.drawImage(glow, x - reach, y - reach, reach * 2, reach * 2);
      context.globalAlpha = 1;
      for (let ember = 0; ember < 120; ember += 1) {
        const age = (ember * 0.618 + seconds * (0.35 + (ember % 5) * 0.05)) % 1;
        const angle = -Math.PI / 2 + (((ember * 37) % 100) / 100 - 0.5) * 1.25;
        const speed = unit * (0.24 + ((ember * 53) % 100) / 330);
        context.fillStyle = css(mix([255, 232, 150], [255, 70, 20], age), 1 - age);
        context.beginPath();
        context.arc(
          x + Math.cos(angle) * speed * age,
          y + Math.sin(angle) * speed * age + unit * 0.28 * age * age,
          unit * 0.0042 * (1.2 - age),
          0,
          Math.PI * 2,
        );
        context.fill();
      }
      context.restore();
    },
    before(context, seconds) {
      context.save();
      context.globalCompositeOperation = "lighter";
      context.lineCap = "round";
      context.lineJoin = "round";
      streams.forEach((stream, index) => {
        const pulse = 0.75 + 0.25 * Math.sin(seconds * 1.7 + index * 2);
        for (const [thick, colour] of [
          [4.6, `rgba(255,50,10,${(0.16 * pulse).toFixed(3)})`],
          [2.2, `rgba(255,80,20,${(0.4 * pulse).toFixed(3)})`],
          [0.85, `rgba(255,206,110,${(0.85 * pulse).toFixed(3)})`],
        ] as const) {
          context.strokeStyle = colour;
          context.lineWidth = stream.width * thick * unit * 0.6;
          context.beginPath();
          stream.points.forEach(([px, py], step) => {
            if (step / 14 <= stream.reach) context.lineTo(px, py);
          });
          context.stroke();
        }
        for (let clot = 0; clot < 5; clot += 1) {
          const share = ((clot / 5 + seconds * 0.06) % 1) * stream.reach;
          const at = stream.points[Math.floor(share * 14)];
          const next = stream.points[Math.floor(share * 14) + 1] ?? at;
          if (at === undefined || next === undefined) continue;
          const part = (share * 14) % 1;
          context.fillStyle = "rgba(255,240,180,0.7)";
          context.beginPath();
          context.arc(
            at[0] + (next[0] - at[0]) * part,
            at[1] + (next[1] - at[1]) * part,
            stream.width * unit * 0.34,
            0,
            Math.PI * 2,
          );
          context.fill();
        }
      });
      context.restore();
    },
  };
}

/** The plume, lit from below, and the sky's red glow: soft, so it belongs to the backdrop. */
export const createPlumePainter: PainterFactory = (scene, size) => {
  if (!scene.backdrops.includes("volcano") || scene.description.excluded.includes("lava"))
    return () => {};
  const unit = size.height;
  const x = (craterShare(scene) * (1 + overscan * 2) - overscan) * size.width;
  const y = unit * scene.horizon - unit * craterRise;
  const wide = glowSprite(96, "rgba(255,96,36,0.62)", "rgba(220,50,16,0.27)", "rgba(150,16,6,0)");
  const ash = mix([52, 42, 48], scene.palette.haze, 0.2);
  const smoke = [0, 0.5, 1].map((age) => {
    const colour = mix([214, 84, 40], ash, age);
    return glowSprite(48, css(colour, 0.7), css(colour, 0.5), css(colour, 0));
  });
  return (context, { seconds, view }) =>
    atDepth(context, view, 0.1, size, () => {
      for (let puff = 0; puff < 26; puff += 1) {
        const age = (puff / 26 + seconds * 0.05) % 1;
        const sway =
          Math.sin(puff * 2.4 + seconds * 0.3) * 0.035 + scene.direction * age * age * 0.34;
        const sprite = smoke[age < 0.16 ? 0 : age < 0.4 ? 1 : 2];
        if (sprite === undefined) continue;
        const radius = unit * (0.06 + age * 0.17);
        context.globalAlpha = Math.min(1, age * 8) * (1 - age);
        context.drawImage(
          sprite,
          x + sway * unit - radius,
          y - age * unit * 0.42 - radius,
          radius * 2,
          radius * 2,
        );
      }
      context.globalCompositeOperation = "lighter";
      context.globalAlpha = 0.85 + Math.sin(seconds * 5) * 0.05;
      const far = unit * 0.7;
      context.drawImage(wide, x - far, y - far, far * 2, far * 2);
    });
};
