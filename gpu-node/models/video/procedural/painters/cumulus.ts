import type { Canvas } from "@napi-rs/canvas";
import { mix } from "../colour.ts";
import type { ComposedScene } from "../compose-scene.ts";
import { createNoise, smoothStep } from "../noise.ts";
import { shadePixels } from "../offscreen.ts";
import { between, createRandom } from "../seeded-random.ts";

export interface CumulusLook {
  readonly columns: number;
  readonly rows: number;
  /** 0 near, 1 lost in the haze. */
  readonly distance: number;
  /** A bank runs on to both sides; a single cloud tapers. */
  readonly bank: boolean;
  /** How dark the underside is, from 0 to 1. */
  readonly weight: number;
}

interface Puff {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** A heaped cloud with a flat foot, shaded as a pile of balls that face the scene's light. */
export function cumulusSprite(scene: ComposedScene, salt: number, look: CumulusLook): Canvas {
  const { palette } = scene;
  const random = createRandom(scene.seed, `cumulus-${salt}`);
  const noise = createNoise(scene.seed + salt * 613);
  const aspect = look.columns / look.rows;
  const foot = look.bank ? 1.05 : 0.86;
  const puffs = heap(aspect, foot, look, random, (x) => noise.octaves(x, 3));
  // Low light comes from the side, high light from above; both lean towards the viewer.
  const low = scene.light.y > 0.6;
  const side = scene.light.x > 0.5 ? 1 : -1;
  const [lightX, lightY, lightZ] = low ? [side * 0.66, -0.42, 0.5] : [side * 0.4, -0.78, 0.42];
  const bright = mix(palette.cloudLight, palette.glow, low ? 0.45 : 0.12);
  const dim = scene.timeOfDay === "dusk" ? 0.55 : scene.timeOfDay === "night" ? 0.5 : 0;
  const light = mix(bright, palette.skyMiddle, dim);
  const shade = mix(
    mix(palette.cloudShade, palette.skyMiddle, low ? 0.25 : 0.35),
    palette.near,
    look.weight * 0.5,
  );
  return shadePixels(look.columns, look.rows, (px, py, pixels, offset) => {
    const raggedX = noise.octavesPlane(px / 24, py / 20, 4) - 0.5;
    const raggedY = noise.octavesPlane(px / 24 + 50, py / 20 + 9, 4) - 0.5;
    const fine = noise.octavesPlane(px / 13 + 9, py / 11, 4) - 0.5;
    const x = (px / look.columns) * aspect + raggedX * 0.22;
    const y = py / look.rows + raggedY * 0.22;
    let edge = -1;
    let facing = 0;
    let total = 0;
    for (const puff of puffs) {
      const dx = x - puff.x;
      const dy = y - puff.y;
      const squared = puff.radius * puff.radius - dx * dx - dy * dy;
      if (squared <= 0) continue;
      const z = Math.sqrt(squared);
      const rim = 1 - Math.sqrt(dx * dx + dy * dy) / puff.radius;
      if (rim > edge) edge = rim;
      // The foremost ball counts most, yet its neighbours soften the seams.
      const share = Math.exp((z + puff.radius * 0.4) * 26);
      facing += (share * (dx * lightX + dy * lightY + z * lightZ)) / puff.radius;
      total += share;
    }
    if (edge < 0) return;
    facing /= total;
    const under = smoothStep(foot - 0.4, foot, y);
    // No puff may be cut off where the sprite ends.
    const margin = look.bank
      ? 1
      : smoothStep(0, 16, Math.min(px, look.columns - 1 - px)) * smoothStep(0, 7, py);
    const alpha =
      smoothStep(0.02, 0.42, edge + fine * 0.4) *
      (1 - smoothStep(foot - 0.1, foot, y + fine * 0.06));
    if (alpha * margin <= 0) return;
    const lit =
      smoothStep(-0.45, 0.95, facing + fine * 0.9) * (1 - under * (0.35 + look.weight * 0.3));
    let colour = mix(shade, light, lit);
    // Thin rims let the light through.
    colour = mix(colour, light, (1 - smoothStep(0, 0.3, edge)) * 0.35);
    colour = mix(colour, palette.haze, look.distance);
    pixels.set(
      [colour[0], colour[1], colour[2], alpha * margin * (1 - look.distance * 0.3) * 250],
      offset,
    );
  });
}

function heap(
  aspect: number,
  foot: number,
  look: CumulusLook,
  random: () => number,
  bulge: (x: number) => number,
): Puff[] {
  const count = Math.round(24 * aspect);
  return Array.from({ length: count }, (_, index) => {
    const along = (index + 0.5) / count + (random() - 0.5) * 0.08;
    const taper = look.bank ? 1 : Math.max(0.1, 1 - (along * 2 - 1) ** 2) ** 0.7;
    const swell = taper * (0.35 + 0.9 * bulge(along * aspect * 1.3 + 2));
    const radius = between(random, 0.08, 0.23) * (0.45 + swell * 0.6);
    const climb = random() ** 0.8 * Math.max(0, swell * 0.72 - radius * 0.4);
    return {
      x: radius + along * (aspect - radius * 2),
      y: Math.max(radius * 1.1, foot - radius * 0.55 - climb),
      radius,
    };
  });
}
