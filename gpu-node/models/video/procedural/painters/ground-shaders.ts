import { mix, white } from "../colour.ts";
import type { Colour } from "../colour.ts";
import type { ComposedScene, Surface } from "../compose-scene.ts";
import { litColour } from "../lighting.ts";
import { createNoise, smoothStep } from "../noise.ts";
import { craterShare } from "./eruption.ts";
import type { GroundFold } from "./ground.ts";

/** Colour at a share of the width and a depth below the fold's edge (in depths of the land). */
export type FoldShader = (share: number, below: number, slope: number) => Colour;

const soils: Partial<Record<Surface, readonly [Colour, Colour]>> = {
  grass: [
    [150, 184, 84],
    [62, 122, 50],
  ],
  field: [
    [150, 160, 80],
    [78, 112, 46],
  ],
  sand: [
    [246, 204, 136],
    [222, 158, 92],
  ],
  snow: [
    [244, 248, 255],
    [222, 234, 250],
  ],
  road: [
    [214, 172, 116],
    [178, 128, 80],
  ],
};

/** The two tones of the ground in this season, far and near. */
export function soilOf(scene: ComposedScene): readonly [Colour, Colour] {
  const green = scene.surface === "grass" || scene.surface === "field";
  const desert = scene.backdrops.some((name) => name === "dunes" || name === "canyon");
  const rusty = scene.backdrops.includes("canyon");
  const volcanic = scene.backdrops.includes("volcano");
  const own =
    scene.surface === "road" && !desert
      ? ([
          [158, 172, 92],
          [86, 124, 56],
        ] as const)
      : (soils[scene.surface] ?? soils.grass ?? ([white, white] as const));
  const turn = (colour: Colour): Colour => {
    if (green && volcanic) return mix(colour, [74, 62, 60], 0.8);
    if (green && scene.description.season === "autumn") return mix(colour, [206, 138, 56], 0.6);
    if (green && scene.description.season === "spring") return mix(colour, [132, 200, 90], 0.3);
    if (green && scene.description.season === "summer") return mix(colour, [196, 190, 84], 0.14);
    if (rusty) return mix(colour, [206, 112, 66], 0.5);
    return colour;
  };
  return [turn(own[0]), turn(own[1])];
}

/** The ground's own look, per surface; lit from the scene's light. */
export function foldShader(scene: ComposedScene, fold: GroundFold): FoldShader {
  const { palette, surface } = scene;
  const [far, near] = soilOf(scene);
  const noise = createNoise(scene.seed + fold.index * 59 + 3);
  const haze = (1 - fold.nearness) ** 1.4 * (0.42 + scene.fog * 0.3);
  const side = scene.light.x > 0.5 ? 1 : -1;
  const own = mix(far, near, fold.nearness);
  const fiery = scene.backdrops.includes("volcano") && !scene.description.excluded.includes("lava");
  const glow: Colour = fiery ? mix(palette.glow, [255, 96, 40], 0.85) : palette.glow;
  const source = fiery ? craterShare(scene) : scene.light.x;
  const sheen = (share: number): number =>
    Math.exp(-(((share - source) * 2.8) ** 2)) * (fiery ? 0.62 : scene.light.visible ? 0.3 : 0.08);
  const nearnessAt = (below: number): number =>
    fold.flat ? Math.min(1, Math.sqrt(below) * 1.05) : fold.nearness;
  const scale = 1 + (1 - fold.nearness) * 3;
  if (surface === "sand") return dune();
  if (surface === "snow") return snow();
  return (share, below, slope) => {
    const near01 = nearnessAt(below);
    const spread = 1 + (1 - near01) * 3;
    const patch = noise.octavesPlane((share - 0.5) * 9 * spread, below * 13 * spread, 5) - 0.5;
    const facing = fold.flat
      ? patch * 1.5 + 0.1
      : -slope * side * 3.4 +
        0.75 * Math.exp(-below * 20) -
        smoothStep(0.03, 0.26, below) * 0.62 +
        patch * 1.2;
    const distance = fold.flat ? (1 - near01) ** 2 * 0.5 : haze;
    const soil = fold.flat ? mix(far, near, near01) : own;
    const colour = litColour(palette, mix(soil, far, patch * 1.2 + 0.2), clamp(facing), distance);
    return mix(colour, glow, sheen(share) * Math.exp(-below * (fiery ? 3 : 12)) * 0.6);
  };

  function dune(): FoldShader {
    return (share, below, slope) => {
      const crest = fold.crests.reduce<{ away: number; reach: number; at: number } | undefined>(
        (nearest, candidate) => {
          const wander =
            candidate.at +
            side * below * 0.42 * candidate.reach +
            Math.sin(below * 13 + candidate.at * 20) * 0.035 * Math.min(1, below * 8);
          const away = share - wander;
          return nearest === undefined ||
            Math.abs(away) / candidate.reach < Math.abs(nearest.away) / nearest.reach
            ? { away, reach: candidate.reach, at: candidate.at }
            : nearest;
        },
        undefined,
      );
      const towards = crest === undefined ? 0 : (crest.away * side) / crest.reach;
      const edge = smoothStep(-0.012, 0.012, crest === undefined ? 1 : crest.away * side);
      // Away from its crest a dune flattens and both sides meet in one tone.
      const steep = crest === undefined ? 0 : Math.max(0, 1 - Math.abs(towards) * 1.15);
      const shape = (edge * 2 - 1) * (0.25 + steep * 0.75) * (edge > 0.5 ? 0.62 : 1);
      const warp = noise.octavesPlane(share * 5 * scale, below * 16, 3) * 7;
      const ripple = Math.sin(
        below * (150 + 190 * (1 - fold.nearness)) - share * 46 * side + warp * 1.4,
      );
      const grain = noise.octavesPlane(share * 60 * scale, below * 90, 2) - 0.5;
      const fade = smoothStep(0.0, 0.05, below) * (0.3 + fold.nearness * 0.7) * (edge * 0.8 + 0.2);
      const colour = litColour(
        palette,
        own,
        clamp(shape - slope * side * 0.5 + ripple * 0.17 * fade + grain * 0.14),
        haze,
      );
      const rim = Math.exp(-below * 120) * 0.35 * (0.4 + edge * 0.6);
      return mix(
        colour,
        palette.glow,
        rim * (0.3 + palette.daylight * 0.7) + sheen(share) * 0.16 * edge,
      );
    };
  }

  function snow(): FoldShader {
    const shadow = mix(mix(palette.skyTop, [96, 132, 196], 0.45), palette.near, 0.12);
    const moonlit = 0.34 + palette.daylight * 0.6;
    const bright = mix(mix(own, palette.glow, 0.22), white, 0.15);
    return (share, below, slope) => {
      const drift = noise.octavesPlane(share * 3.2 * scale, below * 9 * scale, 2) - 0.5;
      const crust = noise.octavesPlane(share * 30 * scale - below * 14, below * 60, 2) - 0.5;
      const facing =
        0.55 -
        slope * side * 4.5 +
        Math.exp(-below * 24) * 0.55 -
        smoothStep(0.02, 0.3, below) * 0.75 +
        drift * 0.8 +
        crust * 0.14;
      const lit = smoothStep(-0.5, 0.9, facing) * moonlit;
      const colour = mix(mix(shadow, palette.near, 0.45 - palette.daylight * 0.4), bright, lit);
      return mix(mix(colour, palette.glow, sheen(share) * 0.5), palette.haze, haze);
    };
  }

  function clamp(value: number): number {
    return Math.max(-1, Math.min(1, value));
  }
}
