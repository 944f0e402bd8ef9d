import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { repositoryRoot, runTool } from "../house/run-tool.ts";
import { writePackageJson } from "./write-package-json.ts";

/** The folder in which gpu-node/tsconfig.package.json puts its JavaScript. */
const packageFolder = path.join(repositoryRoot, "dist/node-package");

/** What stands in the package beside the programs: source in the repository → place in the package. */
const files: Readonly<Record<string, string>> = {
  LICENSE: "LICENSE",
  "deploy/README.md": "README.md",
  "deploy/framefleet-node.service": "framefleet-node.service",
  "deploy/framefleet-node.env": "framefleet-node.env",
  "deploy/models.json": "models.json",
};

/**
 * Makes `framefleet-node-<version>.tgz`: the node agent as JavaScript, since Node.js refuses to
 * strip types below node_modules. Answers the file's path. Throws when a tool fails.
 */
export async function packNode(destination: string): Promise<string> {
  await rm(packageFolder, { recursive: true, force: true });
  const compiled = await runTool("tsc", ["-p", "gpu-node/tsconfig.package.json"]);
  if (compiled.exitCode !== 0) throw new Error(`tsc failed:\n${compiled.standardOutput}`);
  await copyAssets();
  for (const [source, place] of Object.entries(files)) {
    await cp(path.join(repositoryRoot, source), path.join(packageFolder, place));
  }
  const version = await writePackageJson(packageFolder);
  await mkdir(destination, { recursive: true });
  await npm(["pack", packageFolder, "--pack-destination", destination, "--silent"]);
  return path.join(destination, `framefleet-node-${version}.tgz`);
}

/** Fonts and whatever else the agent reads at run time: everything that is no TypeScript. */
async function copyAssets(): Promise<void> {
  for (const folder of ["gpu-node", "contracts"]) {
    await cp(path.join(repositoryRoot, folder), path.join(packageFolder, folder), {
      recursive: true,
      filter: (source) => !/(\.tsx?|tsconfig[^/]*\.json|\.tsbuildinfo)$/.test(source),
    });
  }
}

async function npm(npmArguments: readonly string[]): Promise<void> {
  const child = spawn("npm", npmArguments, { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`npm ${npmArguments[0]} failed`);
}
