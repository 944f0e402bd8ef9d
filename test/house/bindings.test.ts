import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkBindings } from "../../scripts/house/check-bindings.ts";
import { repositoryRoot } from "../../scripts/house/run-tool.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "framefleet-bindings-"));
});
afterEach(() => rm(folder, { recursive: true }));

// Two at a time, of kinds that the compiler does not report one for the other.
const runs = [
  [
    { from: 'binding = "MEDIA"', to: 'binding = "FILES"', words: /Property 'MEDIA' is missing/ },
    { from: 'PROCEDURAL_FALLBACK = "off"', to: 'PROCEDURAL_FALLBACK = "no"', words: /'"no"'/ },
  ],
  [
    { from: "JWT_ISSUER", to: "JWT_ISUER", words: /Type '"JWT_ISUER"' is not assignable/ },
    {
      from: ', "LINK_SIGNING_KEY"]',
      to: "]",
      words: /missing[^\n]*: JWT_ISSUER, LINK_SIGNING_KEY$/m,
    },
  ],
];

test.for(runs)(
  "mistakes in wrangler.toml are found (%#)",
  { timeout: 120_000 },
  async (mistakes) => {
    let text = await readFile(path.join(repositoryRoot, "wrangler.toml"), "utf8");
    for (const { from, to } of mistakes) {
      expect(text).toContain(from);
      text = text.replaceAll(from, to);
    }
    const file = path.join(folder, "wrangler.toml");
    const main = path.join(repositoryRoot, "edge/index.ts");
    await writeFile(file, text.replaceAll("edge/index.ts", main));
    const { ok, output } = await checkBindings(file, "bindings-test");
    for (const { words } of mistakes) expect(output).toMatch(words);
    expect(ok).toBe(false);
  },
);
