import { extname } from "node:path";

/**
 * The address of a program to fork: TypeScript in the repository, JavaScript in the package.
 * @param name relative to the module that asks, without its ending
 * @param moduleUrl `import.meta.url` of that module
 */
export const siblingProgram = (name: string, moduleUrl: string): URL =>
  new URL(`${name}${extname(moduleUrl)}`, moduleUrl);
