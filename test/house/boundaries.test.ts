import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkBoundaries } from "../../scripts/house/check-boundaries.ts";

/** A small tree in the repository's shape, in which every import is allowed. */
const cleanTree: Record<string, string> = {
  "package.json": `{ "type": "module", "imports": { "#contracts/*": "./contracts/*" } }`,
  "contracts/job.ts": `export type Job = { id: string };\nexport const limit = 3;\n`,
  "edge/env.ts": `export type Env = { DB: unknown };\n`,
  "edge/domain/ports.ts": `import type { Job } from "#contracts/job.ts";\nexport type Store = { save(job: Job): void };\n`,
  "edge/adapters/store.ts": `import type { Store } from "../domain/ports.ts";\nexport const store: Store = { save() {} };\n`,
  "edge/dialects/native/routes.ts": `import type { Store } from "../../domain/ports.ts";\nexport const routes = (store: Store) => store;\n`,
  "edge/dialects/velocity/routes.ts": `import { limit } from "#contracts/job.ts";\nexport const routes = limit;\n`,
  "edge/objects/pool.ts": `import { DurableObject } from "cloudflare:workers";\nimport { store } from "../adapters/store.ts";\nexport class Pool extends DurableObject { store = store; }\n`,
  "edge/composition.ts": `import type { Env } from "./env.ts";\nimport { store } from "./adapters/store.ts";\nexport const compose = (env: Env) => ({ env, store });\n`,
  "gpu-node/main.ts": `import { readFileSync } from "node:fs";\nimport { limit } from "#contracts/job.ts";\nexport function read() { using file = open(limit); return readFileSync(String(file)); }\ndeclare function open(n: number): Disposable;\n`,
};

const forbidden: { file: string; line: string; rule: string }[] = [
  { file: "contracts/job.ts", line: `import "node:fs";`, rule: "contracts-no-platform-modules" },
  { file: "contracts/job.ts", line: `import "fs";`, rule: "contracts-no-platform-modules" },
  { file: "contracts/job.ts", line: `import "cloudflare:workers";`, rule: "contracts-stand-alone" },
  { file: "contracts/job.ts", line: `import "../edge/env.ts";`, rule: "contracts-stand-alone" },
  {
    file: "edge/adapters/store.ts",
    line: `import { read } from "../../gpu-node/main.ts";`,
    rule: "edge-not-gpu-node",
  },
  {
    file: "gpu-node/main.ts",
    line: `import type { Store } from "../edge/domain/ports.ts";`,
    rule: "gpu-node-not-edge",
  },
  {
    file: "edge/domain/ports.ts",
    line: `import type { Env } from "../env.ts";`,
    rule: "domain-imports-itself-and-contracts",
  },
  {
    file: "edge/domain/ports.ts",
    line: `import { store } from "../adapters/store.ts";`,
    rule: "domain-imports-itself-and-contracts",
  },
  {
    file: "edge/domain/ports.ts",
    line: `import "cloudflare:workers";`,
    rule: "domain-imports-itself-and-contracts",
  },
  {
    file: "edge/domain/ports.ts",
    line: `import { createHash } from "node:crypto";`,
    rule: "domain-imports-itself-and-contracts",
  },
  {
    file: "edge/dialects/native/routes.ts",
    line: `import { routes as other } from "../velocity/routes.ts";`,
    rule: "dialects-apart",
  },
  {
    file: "edge/dialects/native/routes.ts",
    line: `import { store } from "../../adapters/store.ts";`,
    rule: "dialects-are-thin",
  },
  {
    file: "edge/dialects/native/routes.ts",
    line: `export const later = () => import("../../objects/pool.ts");`,
    rule: "dialects-are-thin",
  },
  {
    file: "edge/adapters/store.ts",
    line: `import type { Env } from "../env.ts";`,
    rule: "composition-reads-env",
  },
  { file: "edge/composition.ts", line: `import "./nowhere.ts";`, rule: "resolvable" },
];

describe("the boundary check", () => {
  let tree = "";

  beforeEach(async () => {
    tree = await mkdtemp(path.join(tmpdir(), "framefleet-boundaries-"));
    for (const [file, text] of Object.entries(cleanTree)) await plant(file, text);
  });
  afterEach(() => rm(tree, { recursive: true, force: true }));

  async function plant(file: string, text: string): Promise<void> {
    await mkdir(path.dirname(path.join(tree, file)), { recursive: true });
    await writeFile(path.join(tree, file), text);
  }

  test("passes a clean tree, having read its imports", async () => {
    const result = await checkBoundaries(tree);
    expect(result).toMatchObject({ ok: true, output: "" });
    expect(result.note).toMatch(/ 1[0-9] imports$/);
  });

  test.for(forbidden)("$rule: $line in $file", async ({ file, line, rule }) => {
    await plant(file, `${line}\n${cleanTree[file] ?? ""}`);
    const result = await checkBoundaries(tree);
    expect(result.ok).toBe(false);
    expect(result.output).toContain(`${rule}: ${file} → `);
  });

  test("fails when there is nothing to read", async () => {
    await rm(tree, { recursive: true });
    await mkdir(path.join(tree, "contracts"), { recursive: true });
    await plant("contracts/alone.ts", "export const alone = 1;\n");
    expect(await checkBoundaries(tree)).toMatchObject({ ok: false });
  });
});
