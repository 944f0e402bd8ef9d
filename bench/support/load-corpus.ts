import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { downloadZip } from "client-zip";
import { loadTemplate } from "../../gpu-node/template/load-template.ts";
import type { LoadedTemplate } from "../../gpu-node/template/load-template.ts";

/** An animation of the corpus: a folder with `data.json` and what it shows. */
export interface CorpusEntry {
  readonly id: string;
  readonly folder: string;
}

/** The folders of a corpus that have a `data.json`, by name; `only` keeps those with it in theirs. */
export async function listCorpus(corpus: string, only?: string): Promise<CorpusEntry[]> {
  const entries = await readdir(corpus, { withFileTypes: true });
  const found: CorpusEntry[] = [];
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    const folder = path.join(corpus, name);
    const files = await readdir(folder);
    if (files.includes("data.json") && name.includes(only ?? "")) found.push({ id: name, folder });
  }
  return found.toSorted((one, other) => one.id.localeCompare(other.id));
}

/** Packs an animation and opens it as a node opens what users send. */
export async function openEntry(
  entry: CorpusEntry,
  workDirectory: string,
): Promise<LoadedTemplate> {
  const names = await readdir(entry.folder, { recursive: true, withFileTypes: true });
  const files = names.filter((name) => name.isFile());
  const inputs = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      return { name: path.relative(entry.folder, file), input: await readFile(file) };
    }),
  );
  const archivePath = path.join(workDirectory, "template.zip");
  await writeFile(archivePath, Buffer.from(await downloadZip(inputs).arrayBuffer()));
  const signal = new AbortController().signal;
  return loadTemplate({ archivePath, workDirectory, isThorough: true, signal });
}
