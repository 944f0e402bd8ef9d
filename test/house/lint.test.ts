import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { repositoryRoot, runTool } from "../../scripts/house/run-tool.ts";

const tsconfig = `{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2024", "allowImportingTsExtensions": true, "noEmit": true }, "include": ["**/*.ts"] }`;

/** Code that must be refused, by the rule that must refuse it. */
const refused: { rule: string; file: string; text: string }[] = [
  {
    rule: "max-lines",
    file: "edge/long.ts",
    text: "export const a = [\n" + "  1,\n".repeat(400) + "];\n",
  },
  {
    rule: "no-restricted-properties",
    file: "edge/domain/now.ts",
    text: "export const now = () => Date.now();\n",
  },
  {
    rule: "no-restricted-properties",
    file: "gpu-node/agent/dice.ts",
    text: "export const dice = () => Math.random();\n",
  },
  {
    rule: "no-process-env",
    file: "gpu-node/agent/home.ts",
    text: "export const home = process.env;\n",
  },
  {
    rule: "no-restricted-imports",
    file: "edge/http/env.ts",
    text: `import { env } from "cloudflare:workers";\nexport const all = env;\n`,
  },
  {
    rule: "no-explicit-any",
    file: "edge/any.ts",
    text: "export const take = (value: any) => String(value);\n",
  },
  {
    rule: "no-floating-promises",
    file: "edge/float.ts",
    text: "async function work() {}\nexport function start() { work(); }\n",
  },
  {
    rule: "no-misused-promises",
    file: "edge/misuse.ts",
    text: "async function work() { return true; }\nexport const is = () => { if (work()) return 1; return 2; };\n",
  },
  {
    rule: "switch-exhaustiveness-check",
    file: "edge/switch.ts",
    text: `export function name(word: "a" | "b") { switch (word) { case "a": return 1; } return 2; }\n`,
  },
];

describe("the lint rules", () => {
  let tree = "";

  beforeEach(async () => {
    tree = await mkdtemp(path.join(tmpdir(), "framefleet-lint-"));
    await plant("tsconfig.json", tsconfig);
  });
  afterEach(() => rm(tree, { recursive: true, force: true }));

  async function plant(file: string, text: string): Promise<void> {
    await mkdir(path.dirname(path.join(tree, file)), { recursive: true });
    await writeFile(path.join(tree, file), text);
  }

  async function lint(): Promise<{ exitCode: number; standardOutput: string }> {
    const rules = await import("node:fs/promises").then((files) =>
      files.readFile(path.join(repositoryRoot, ".oxlintrc.json"), "utf8"),
    );
    await plant(".oxlintrc.json", rules);
    return runTool("oxlint", [], { directory: tree });
  }

  test("pass clean code, and clocks where they belong", async () => {
    await plant("gpu-node/clock.ts", "export const now = () => Date.now();\n");
    await plant("edge/adapters/random.ts", "export const random = () => Math.random();\n");
    await plant("gpu-node/config.ts", "export const settings = process.env;\n");
    expect(await lint()).toMatchObject({ exitCode: 0 });
  });

  test.for(refused)("refuse $file by $rule", async ({ rule, file, text }) => {
    await plant(file, text);
    const { exitCode, standardOutput } = await lint();
    expect(exitCode).not.toBe(0);
    expect(standardOutput).toContain(`(${rule})`);
  });

  test("refuse an import cycle", async () => {
    await plant("edge/a.ts", `import { b } from "./b.ts";\nexport const a = () => b;\n`);
    await plant("edge/b.ts", `import { a } from "./a.ts";\nexport const b = () => a;\n`);
    const { exitCode, standardOutput } = await lint();
    expect(exitCode).not.toBe(0);
    expect(standardOutput).toContain("(no-cycle)");
  });
});
