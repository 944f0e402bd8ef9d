import { facesOf, fontFamilies } from "./font-families.ts";
import type { FontFace } from "./font-families.ts";

/** What stands in for families that we may not ship: the same widths where there are such. */
const substitutes: readonly (readonly [RegExp, string])[] = [
  [/courier|mono|consolas|menlo|code|typewriter/, "Cousine"],
  [/playfair|didot|bodoni|abril/, "Playfair Display"],
  [
    /times|serif(?<!sans-?serif|sansserif)|georgia|garamond|minion|baskerville|caslon|palatino|cambria|merriweather|slab/,
    "Tinos",
  ],
  [/bebas|impact|anton|leaguegothic/, "Bebas Neue"],
  [/oswald|condensed|narrow|dinpro|dincond|bahnschrift/, "Oswald"],
  [/gotham|montserrat|proxima|gilroy|metropolis|raleway|centurygothic/, "Montserrat"],
  [/poppins|futura|avenir|circular|nunito|quicksand|gillsans|comfortaa/, "Poppins"],
  [/opensans|noto|segoe|verdana|tahoma|myriad|sourcesans|frutiger|ubuntu/, "Open Sans"],
  [/lato|carlito|calibri|corbel/, "Lato"],
  [/sfui|sfpro|inter|system|sanfrancisco|helveticaneue|haas/, "Inter"],
  [/roboto|droid|samsung|product/, "Roboto"],
];

const weights: readonly (readonly [RegExp, number])[] = [
  [/thin|hairline/, 100],
  [/extralight|ultralight/, 200],
  [/semibold|demibold|demi/, 600],
  [/extrabold|ultrabold|heavy/, 800],
  [/black|ultra/, 900],
  [/light/, 300],
  [/medium/, 500],
  [/bold/, 700],
];

export interface FontChoice {
  readonly face: FontFace;
  /** False: another family stands in for it. */
  readonly isOwnFamily: boolean;
}

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The shipped font that comes nearest to a family and style; there is always one. */
export function chooseFont(family: string, style: string): FontChoice {
  const wanted = plain(family);
  const own = fontFamilies
    .toSorted((one, other) => other.length - one.length)
    .find((name) => wanted.startsWith(plain(name)));
  const standIn = substitutes.find(([pattern]) => pattern.test(wanted))?.[1] ?? "Arimo";
  const weight = weightOf(plain(style), wanted);
  const isItalic = /italic|oblique|kursiv/.test(plain(`${family}${style}`));
  const face = nearestFace(own ?? standIn, weight, isItalic);
  return { face, isOwnFamily: own !== undefined };
}

function weightOf(style: string, family: string): number {
  const number = /^[1-9]00$|(?<!\d)[1-9]00(?!\d)/.exec(style)?.[0];
  if (number !== undefined) return Number(number);
  const named = weights.find(([pattern]) => pattern.test(style));
  if (named !== undefined) return named[1];
  // Some exports write "Gilroy-Bold" as the family.
  return weights.find(([pattern]) => pattern.test(family))?.[1] ?? 400;
}

function nearestFace(family: string, weight: number, isItalic: boolean): FontFace {
  const distance = (face: FontFace): number =>
    Math.abs(face.weight - weight) + (face.isItalic === isItalic ? 0 : 50);
  const [nearest] = facesOf(family).toSorted((one, other) => distance(one) - distance(other));
  if (nearest === undefined) throw new Error(`The font ${family} has no faces.`);
  return nearest;
}

/** How a font is called where people read it. */
export function nameOfFace({ family, weight, isItalic }: FontFace): string {
  return `${family} ${weight}${isItalic ? " Italic" : ""}`;
}
