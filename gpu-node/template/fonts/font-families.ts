import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A font file of ours. */
export interface FontFace {
  readonly family: string;
  /** 100 to 900. */
  readonly weight: number;
  readonly isItalic: boolean;
  readonly path: string;
}

const { resolve } = createRequire(import.meta.url);

/** Open fonts that come with the node, by the name templates know them by. */
const packages: Readonly<Record<string, string>> = {
  Arimo: resolve("@expo-google-fonts/arimo/package.json"),
  "Bebas Neue": resolve("@expo-google-fonts/bebas-neue/package.json"),
  Cousine: resolve("@expo-google-fonts/cousine/package.json"),
  Inter: resolve("@expo-google-fonts/inter/package.json"),
  Lato: resolve("@expo-google-fonts/lato/package.json"),
  Montserrat: resolve("@expo-google-fonts/montserrat/package.json"),
  "Open Sans": resolve("@expo-google-fonts/open-sans/package.json"),
  Oswald: resolve("@expo-google-fonts/oswald/package.json"),
  "Playfair Display": resolve("@expo-google-fonts/playfair-display/package.json"),
  Poppins: resolve("@expo-google-fonts/poppins/package.json"),
  Roboto: resolve("@expo-google-fonts/roboto/package.json"),
  Tinos: resolve("@expo-google-fonts/tinos/package.json"),
};

export const fontFamilies: readonly string[] = Object.keys(packages);

const facesOfFamily = new Map<string, readonly FontFace[]>();

/** The faces of a family; a package has one folder for each, such as `700Bold_Italic`. */
export function facesOf(family: string): readonly FontFace[] {
  const known = facesOfFamily.get(family);
  if (known !== undefined) return known;
  const manifest = packages[family];
  const folder = manifest === undefined ? null : dirname(manifest);
  const faces =
    folder === null ? [] : readdirSync(folder).flatMap((name) => readFace(family, folder, name));
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
