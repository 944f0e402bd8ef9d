import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { filePackages } from "../../gpu-node/package-files.ts";
import { repositoryRoot, runTool } from "../house/run-tool.ts";

const Root = z.object({
  version: z.string(),
  license: z.string(),
  dependencies: z.record(z.string(), z.string()),
});
const Imports = z.object({
  modules: z.array(
    z.object({
      source: z.string(),
      dependencies: z.array(z.object({ module: z.string(), dependencyTypes: z.array(z.string()) })),
    }),
  ),
});

/**
 * Writes the package.json of the node package: the packages that its modules import or read files of,
 * each in the exact version that this repository tests with. Answers the version of the package itself.
 * Throws when a module imports a package that the repository does not pin.
 */
export async function writePackageJson(packageFolder: string): Promise<string> {
  const text = await readFile(path.join(repositoryRoot, "package.json"), "utf8");
  const root = Root.parse(JSON.parse(text));
  const dependencies: Record<string, string> = {};
  for (const name of [...(await listImportedPackages()), ...filePackages].toSorted()) {
    const version = root.dependencies[name];
    if (version === undefined) throw new Error(`${name} is imported, but is no dependency`);
    dependencies[name] = version;
  }
  const manifest = {
    name: "framefleet-node",
    version: root.version,
    description: "Framefleet's GPU node agent: pulls rendering jobs, renders them, uploads them.",
    license: root.license,
    type: "module",
    bin: { "framefleet-node": "gpu-node/main.js" },
    // Modules name contracts as the TypeScript sources do.
    imports: { "#contracts/*.ts": "./contracts/*.js" },
    // What undici and the renderer need; Node.js 24 is what the tests run on.
    engines: { node: ">=22.19.0" },
    os: ["linux"],
    libc: ["glibc"],
    dependencies,
  };
  await writeFile(
    path.join(packageFolder, "package.json"),
    `${JSON.stringify(manifest, null, 2)}\n`,
  );
  return root.version;
}

/** Names of the packages that gpu-node and contracts import, sorted. */
async function listImportedPackages(): Promise<string[]> {
  const config = path.join(repositoryRoot, ".dependency-cruiser.cjs");
  const run = await runTool("depcruise", [
    "--config",
    config,
    "--output-type",
    "json",
    "gpu-node",
    "contracts",
  ]);
  const names = new Set<string>();
  for (const { source, dependencies } of Imports.parse(JSON.parse(run.standardOutput)).modules) {
    if (!/^(gpu-node|contracts)\//.test(source)) continue;
    for (const { module, dependencyTypes } of dependencies) {
      if (!dependencyTypes.some((type) => type.startsWith("npm"))) continue;
      names.add(/^(@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? module);
    }
  }
  if (names.size === 0) throw new Error("no import was read: is the swc parser installed?");
  return [...names].toSorted();
}
