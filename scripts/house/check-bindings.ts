import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { CheckResult } from "./check.ts";
import { repositoryRoot, runTool } from "./run-tool.ts";

/** What wrangler calls each environment, and what the file of its types is called. */
const environments = [
  { name: "", file: "local", handedOver: ["PUBLIC_ORIGIN", "OPERATOR_TOKEN", "LINK_SIGNING_KEY"] },
  { name: "production", file: "production", handedOver: ["PUBLIC_ORIGIN"] },
];

/**
 * Proves that wrangler.toml and the edge's `Env` and `Settings` name the same things: bindings of
 * the same kinds, no variable that nobody reads, and every required one. The compiler decides, on
 * the types that wrangler generates for each environment.
 * @param configFile the configuration to hold against edge/composition.ts
 * @param folderName where in dist/ the types go
 */
export async function checkBindings(
  configFile = path.join(repositoryRoot, "wrangler.toml"),
  folderName = "bindings",
): Promise<CheckResult> {
  const folder = path.join(repositoryRoot, "dist", folderName);
  await mkdir(folder, { recursive: true });
  const generated = await Promise.all(
    environments.map(async ({ name, file, handedOver }) => {
      await writeFile(path.join(folder, `${file}-agrees.ts`), comparison(file, handedOver));
      return runTool("wrangler", [
        "types",
        path.join(folder, `${file}.d.ts`),
        `--config=${configFile}`,
        `--env=${name}`,
        `--env-interface=${file}Env`,
        "--include-runtime=false",
        "--include-main-module=false",
      ]);
    }),
  );
  const failed = generated.find(({ exitCode }) => exitCode !== 0);
  if (failed) return { ok: false, output: `${failed.standardOutput}${failed.standardError}` };
  await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(compilerSettings));
  const compiled = await runTool("tsc", ["-p", folder]);
  return { ok: compiled.exitCode === 0, output: compiled.standardOutput };
}

/** A module that compiles when the environment of wrangler.toml fits what the edge reads. */
function comparison(file: string, handedOver: readonly string[]): string {
  return `/// <reference path="./${file}.d.ts" />
import type { z } from "zod";
import type { Env } from "../../edge/composition.ts";
import type { Settings } from "../../edge/settings.ts";

type Named<T> = { [K in keyof T as string extends K ? never : K]: T[K] };
type Given = ${file}Env;
type Variables = z.input<typeof Settings>;

export const bindingsAreGiven = (given: Given): Named<Env> => given;
export const variablesAreGiven = (
  given: Given & Record<${handedOver.map((name) => `"${name}"`).join(" | ")}, string>,
): Variables => given;
export const nothingElseIsGiven = (
  name: keyof Given,
): keyof Named<Env> | keyof Variables => name;
`;
}

const compilerSettings = {
  extends: "../../edge/tsconfig.json",
  compilerOptions: {
    composite: false,
    declaration: false,
    emitDeclarationOnly: false,
    noEmit: true,
    rewriteRelativeImportExtensions: false,
  },
  include: ["*.ts"],
  references: [],
};
