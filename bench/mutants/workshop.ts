import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { repositoryRoot, runTool } from "../../scripts/house/run-tool.ts";
import type { Mutant } from "./mutant.ts";

/** `killed`: a test turned red. `invalid`: the patch does not apply or does not compile. */
export type Verdict = "killed" | "survived" | "invalid";

const run = promisify(execFile);
/** The tests of the edge, the quick ones first. */
const suites = [
  ["--project", "node", "edge-domain", "edge-http", "stores"],
  ["--project", "node", "simulation"],
  ["--project", "edge"],
  ["--project", "conformance"],
];
const folder = path.join(repositoryRoot, ".mutants");

/** A copy of the working tree; nothing in the repository itself is changed. */
export class Workshop {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Copies every file that git knows or would know, and checks that its tests are green. */
  static async open(number: number): Promise<Workshop> {
    const directory = path.join(folder, String(number));
    await rm(directory, { recursive: true, force: true });
    const { stdout } = await run(
      "git",
      ["ls-files", "--cached", "--others", "--exclude-standard"],
      {
        cwd: repositoryRoot,
      },
    );
    for (const file of stdout.split("\n").filter((name) => name !== "")) {
      const target = path.join(directory, file);
      await mkdir(path.dirname(target), { recursive: true });
      await copyFile(path.join(repositoryRoot, file), target).catch((error: unknown) => {
        // A file that was deleted but not yet committed is still listed.
        if ((error as { code?: string }).code !== "ENOENT") throw error;
      });
    }
    await symlink(path.join(repositoryRoot, "node_modules"), path.join(directory, "node_modules"));
    return new Workshop(directory);
  }

  static async clear(): Promise<void> {
    await rm(folder, { recursive: true, force: true });
  }

  /** True when types and tests are green without any mutant. */
  async isSound(): Promise<boolean> {
    return (await this.#compiles()) && !(await this.#turnsRed());
  }

  async judge(mutant: Mutant): Promise<Verdict> {
    const file = path.join(this.#directory, mutant.file);
    const original = await readFile(file, "utf8");
    if (original.split(mutant.find).length !== 2) return "invalid";
    await writeFile(
      file,
      original.replace(mutant.find, () => mutant.replace),
    );
    try {
      if (!(await this.#compiles())) return "invalid";
      return (await this.#turnsRed()) ? "killed" : "survived";
    } finally {
      await writeFile(file, original);
    }
  }

  async #compiles(): Promise<boolean> {
    return (await runTool("tsc", ["-b"], { directory: this.#directory })).exitCode === 0;
  }

  /** Runs the tests until the first that fails. */
  async #turnsRed(): Promise<boolean> {
    for (const tests of suites) {
      const vitestArguments = ["run", "--bail", "1", "--reporter", "dot", ...tests];
      const { exitCode } = await runTool("vitest", vitestArguments, { directory: this.#directory });
      if (exitCode !== 0) return true;
    }
    return false;
  }
}
