/** Red, green and blue from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Reads `#rrggbb`. */
export function parseColour(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** The colour at `share` of the way from one to the other. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  const part = Math.min(1, Math.max(0, share));
  return [
    from[0] + (to[0] - from[0]) * part,
    from[1] + (to[1] - from[1]) * part,
    from[2] + (to[2] - from[2]) * part,
  ];
}

/** CSS colour with alpha. */
export function css(colour: Colour, alpha = 1): string {
  return `rgba(${Math.round(colour[0])},${Math.round(colour[1])},${Math.round(colour[2])},${alpha.toFixed(4)})`;
}

/** Perceived brightness from 0 to 1. */
export function luminance(colour: Colour): number {
  return (colour[0] * 0.2126 + colour[1] * 0.7152 + colour[2] * 0.0722) / 255;
}

/** Hue in turns, saturation and lightness from 0 to 1. */
export function fromHsl(hue: number, saturation: number, lightness: number): Colour {
  const channel = (offset: number): number => {
    const position = (offset + (hue - Math.floor(hue)) * 12) % 12;
    const chroma = saturation * Math.min(lightness, 1 - lightness);
    return 255 * (lightness - chroma * Math.max(-1, Math.min(position - 3, 9 - position, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}

/** Moves a colour away from (above 1) or towards (below 1) its own grey. */
export function saturate(colour: Colour, factor: number): Colour {
  const grey = luminance(colour) * 255;
  const channel = (value: number): number =>
    Math.min(255, Math.max(0, grey + (value - grey) * factor));
  return [channel(colour[0]), channel(colour[1]), channel(colour[2])];
}

export const white: Colour = [255, 255, 255];
export const black: Colour = [0, 0, 0];
