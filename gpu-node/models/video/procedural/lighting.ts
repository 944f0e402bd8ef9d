import { mix, white } from "./colour.ts";
import type { Colour } from "./colour.ts";
import type { Palette } from "./palette.ts";

/**
 * A thing's own colour in the scene's light. `facing` runs from -1 (turned away from the light)
 * to 1 (towards it), `distance` from 0 (before the viewer) to 1 (lost in the haze).
 */
export function litColour(palette: Palette, own: Colour, facing: number, distance: number): Colour {
  const { daylight } = palette;
  const middle = mix(palette.near, mix(own, palette.glow, 0.1), 0.3 + daylight * 0.6);
  const toned =
    facing > 0
      ? mix(middle, mix(mix(own, palette.glow, 0.42), white, 0.08), facing * (0.3 + daylight * 0.5))
      : mix(middle, mix(palette.near, palette.skyTop, 0.3), -facing * 0.62);
  return mix(toned, palette.haze, distance);
}
