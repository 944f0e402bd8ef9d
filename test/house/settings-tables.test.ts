import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { Settings } from "../../edge/settings.ts";
import { NodeSettings, readConfig } from "../../gpu-node/config.ts";
import { repositoryRoot } from "../../scripts/house/run-tool.ts";

/** The names in the first column of the table below a heading of docs/operating.md. */
async function readTable(heading: string): Promise<string[]> {
  const text = await readFile(path.join(repositoryRoot, "docs/operating.md"), "utf8");
  const [, section = ""] = text.split(`\n## ${heading}\n`);
  const [table = ""] = section.split("\n## ");
  return [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name = ""]) => name).toSorted();
}

test("docs/operating.md describes every setting of the edge, and no other", async () => {
  expect(await readTable("Settings of the edge")).toEqual(Object.keys(Settings.shape).toSorted());
});

test("docs/operating.md and --help describe every setting of a node, and no other", async () => {
  const names = Object.keys(NodeSettings.shape).toSorted();
  expect(await readTable("Settings of a node")).toEqual(names);
  const help = readConfig(["--help"], {});
  const text = help.type === "print" ? help.text : "";
  expect([...new Set(text.match(/FRAMEFLEET_\w+/g))].toSorted()).toEqual(names);
});
