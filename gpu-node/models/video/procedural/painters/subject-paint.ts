import type { SubjectDescription } from "#contracts/prompt/scene-description.ts";
import { css, mix, parseColour, white } from "../colour.ts";
import type { Colour } from "../colour.ts";
import type { ComposedScene } from "../compose-scene.ts";
import { smoothStep } from "../noise.ts";
import type { SubjectPaint } from "../silhouettes/silhouette.ts";
import type { SubjectPlane } from "./subject-kinds.ts";

/** A subject's colours in the scene's light; `near` is 1 before the viewer, `roll` picks an accent. */
export function paintOf(
  subject: SubjectDescription,
  scene: ComposedScene,
  plane: SubjectPlane,
  near: number,
  roll: number,
): SubjectPaint {
  const { palette } = scene;
  const open = scene.kind !== "landscape";
  const underwater = scene.kind === "underwater";
  const air: Colour = underwater ? [16, 96, 140] : palette.haze;
  const far = (1 - near) * 0.5 + (plane === "horizon" ? 0.12 : 0.02);
  const light = Math.min(1, palette.daylight + (open ? 0.5 : 0.12));
  const own = subject.colour === undefined ? undefined : parseColour(subject.colour);
  const natural = underwater
    ? mix([54, 92, 130], [96, 140, 170], roll)
    : mix(palette.near, [112, 92, 84], light * 0.35);
  const coat = underwater ? undefined : coats[subject.kind];
  const vivid: Colour =
    own ??
    natures[subject.kind] ??
    mix(accents[Math.floor(roll * accents.length)] ?? palette.accent, palette.accent, 0.15);
  const shown = (colour: Colour, strength: number): string =>
    css(
      mix(
        mix(palette.near, colour, smoothStep(-0.2, 1, light) * strength + (1 - strength) * 0.4),
        air,
        far,
      ),
    );
  return {
    body:
      own === undefined
        ? css(
            mix(
              coat === undefined ? natural : mix(palette.near, coat, 0.22 + light * 0.62),
              air,
              far,
            ),
          )
        : shown(own, 0.9),
    shade: css(mix(mix(palette.near, coat ?? natural, 0.16 + light * 0.22), air, far)),
    accent: shown(vivid, 1),
    light: shown(mix(mix(vivid, white, 0.65), palette.glow, 0.3), 1),
    lamps: Math.max(0, Math.min(1, 1.1 - palette.daylight * 1.4)),
  };
}

const accents: readonly Colour[] = [
  [226, 68, 58],
  [240, 150, 40],
  [62, 142, 210],
  [236, 196, 64],
  [170, 84, 190],
  [60, 168, 132],
];

/** The coat of an animal, or the wall of a building, in plain light. */
const coats: Partial<Record<SubjectDescription["kind"], Colour>> = {
  horse: [134, 82, 48],
  deer: [164, 108, 62],
  camel: [190, 142, 88],
  eagle: [92, 66, 48],
  dog: [176, 128, 78],
  cat: [156, 112, 78],
  bear: [104, 74, 54],
  wolf: [132, 130, 132],
  rabbit: [190, 172, 150],
  elephant: [138, 134, 136],
  windmill: [196, 176, 150],
  house: [214, 196, 168],
  temple: [150, 78, 62],
  boat: [120, 76, 50],
};
const natures: Partial<Record<SubjectDescription["kind"], Colour>> = {
  windmill: [160, 66, 48],
  temple: [58, 74, 84],
  castle: [66, 86, 128],
  lighthouse: [206, 54, 46],
  house: [168, 74, 54],
  jellyfish: [226, 120, 236],
};
