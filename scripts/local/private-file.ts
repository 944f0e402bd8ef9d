import { readFile, rename, writeFile } from "node:fs/promises";

/** Writes JSON for this user's eyes alone (mode 0600), whole or not at all. */
export async function writePrivateJson(file: string, value: unknown): Promise<void> {
  await writePrivateText(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** Writes a text for this user's eyes alone (mode 0600), whole or not at all. */
export async function writePrivateText(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Reads JSON; undefined when the file is not there. */
export async function readJsonIfPresent(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
