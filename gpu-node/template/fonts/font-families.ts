import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import arimo from "@expo-google-fonts/arimo/metadata.json" with { type: "json" };
import bebasNeue from "@expo-google-fonts/bebas-neue/metadata.json" with { type: "json" };
import cousine from "@expo-google-fonts/cousine/metadata.json" with { type: "json" };
import inter from "@expo-google-fonts/inter/metadata.json" with { type: "json" };
import lato from "@expo-google-fonts/lato/metadata.json" with { type: "json" };
import montserrat from "@expo-google-fonts/montserrat/metadata.json" with { type: "json" };
import openSans from "@expo-google-fonts/open-sans/metadata.json" with { type: "json" };
import oswald from "@expo-google-fonts/oswald/metadata.json" with { type: "json" };
import playfairDisplay from "@expo-google-fonts/playfair-display/metadata.json" with { type: "json" };
import poppins from "@expo-google-fonts/poppins/metadata.json" with { type: "json" };
import roboto from "@expo-google-fonts/roboto/metadata.json" with { type: "json" };
import tinos from "@expo-google-fonts/tinos/metadata.json" with { type: "json" };

/** A font file of ours. */
export interface FontFace {
  readonly family: string;
  /** 100 to 900. */
  readonly weight: number;
  readonly isItalic: boolean;
  readonly path: string;
}

/** Open fonts that come with the node; each package says its family's name. */
const packages = [
  { family: arimo.family, name: "arimo" },
  { family: bebasNeue.family, name: "bebas-neue" },
  { family: cousine.family, name: "cousine" },
  { family: inter.family, name: "inter" },
  { family: lato.family, name: "lato" },
  { family: montserrat.family, name: "montserrat" },
  { family: openSans.family, name: "open-sans" },
  { family: oswald.family, name: "oswald" },
  { family: playfairDisplay.family, name: "playfair-display" },
  { family: poppins.family, name: "poppins" },
  { family: roboto.family, name: "roboto" },
  { family: tinos.family, name: "tinos" },
];

export const fontFamilies: readonly string[] = packages.map(({ family }) => family);

const facesOfFamily = new Map<string, readonly FontFace[]>();

/** The faces of a family; a package has one folder for each, such as `700Bold_Italic`. */
export function facesOf(family: string): readonly FontFace[] {
  const known = facesOfFamily.get(family);
  if (known !== undefined) return known;
  const name = packages.find((one) => one.family === family)?.name;
  if (name === undefined) return [];
  const { resolve } = createRequire(import.meta.url);
  const folder = dirname(resolve(`@expo-google-fonts/${name}/metadata.json`));
  const faces = readdirSync(folder).flatMap((entry) => readFace(family, folder, entry));
  facesOfFamily.set(family, faces);
  return faces;
}

function readFace(family: string, folder: string, name: string): FontFace[] {
  const match = /^(\d{3})[A-Za-z]+(_Italic)?$/.exec(name);
  if (match === null) return [];
  const file = readdirSync(join(folder, name)).find((entry) => entry.endsWith(".ttf"));
  if (file === undefined) return [];
  const isItalic = match[2] !== undefined;
  return [{ family, weight: Number(match[1]), isItalic, path: join(folder, name, file) }];
}
