import { mkdir, open, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { ArchiveEntry } from "./archive-entry.ts";
import { archiveError } from "./archive-error.ts";
import { archiveLimits } from "./archive-limits.ts";
import type { ArchiveLimits } from "./archive-limits.ts";
import { checkEntries, checkOverlap, nameKey } from "./check-entries.ts";
import { extractEntry } from "./extract-entry.ts";
import { readDirectory } from "./read-directory.ts";
import { readLocalHeader } from "./read-local-header.ts";
import type { LocalEntry } from "./read-local-header.ts";

export interface OpenArchiveInput {
  readonly path: string;
  /** Extracted files lie below it, under names of our own. */
  readonly workDirectory: string;
  readonly limits?: ArchiveLimits;
  readonly signal: AbortSignal;
}

/** A checked archive whose files are extracted one by one when they are needed. */
export class Archive {
  /** Files, no folders, by the archive's own names. */
  readonly names: readonly string[];
  readonly #locals: ReadonlyMap<string, LocalEntry>;
  readonly #byKey: ReadonlyMap<string, string>;
  readonly #paths = new Map<string, Promise<string>>();
  readonly #total = { expandedBytes: 0 };
  readonly #input: OpenArchiveInput;

  constructor(input: OpenArchiveInput, locals: readonly LocalEntry[]) {
    const files = locals.filter(({ entry }) => !entry.isFolder && !isLitter(entry.name));
    this.#input = input;
    this.names = files.map(({ entry }) => entry.name);
    this.#locals = new Map(files.map((local) => [local.entry.name, local]));
    this.#byKey = new Map(this.names.map((name) => [nameKey(name), name]));
  }

  /** The archive's own name for a file, whatever the case it is asked in; null where there is none. */
  find(name: string): string | null {
    const normal = name.normalize("NFC");
    return this.#locals.has(normal) ? normal : (this.#byKey.get(nameKey(normal)) ?? null);
  }

  sizeOf(name: string): number {
    return this.#local(name).entry.expandedBytes;
  }

  /** Writes a file into the work directory, once, and answers where it lies. */
  extract(name: string): Promise<string> {
    let path = this.#paths.get(name);
    if (path === undefined) {
      path = this.#write(name, `file-${this.#paths.size}`);
      this.#paths.set(name, path);
    }
    return path;
  }

  async #write(name: string, fileName: string): Promise<string> {
    const { path: archivePath, workDirectory, signal, limits = archiveLimits } = this.#input;
    const local = this.#local(name);
    const outputPath = join(workDirectory, fileName);
    const total = this.#total;
    await extractEntry({ archivePath, local, outputPath, limits, total, signal });
    return outputPath;
  }

  #local(name: string): LocalEntry {
    const local = this.#locals.get(name);
    if (local === undefined) throw new Error("The archive has no such file.");
    return local;
  }
}

/**
 * Opens a ZIP archive of a stranger: its directory is read and every entry checked, but nothing is
 * extracted yet. Throws `invalid-input` with the reason.
 */
export async function openArchive(input: OpenArchiveInput): Promise<Archive> {
  const limits = input.limits ?? archiveLimits;
  const { size } = await stat(input.path);
  await using file = await open(input.path, "r");
  const entries = await readDirectory(file, size, limits);
  if (entries.length === 0) throw archiveError("it is empty");
  checkEntries(entries, limits);
  const locals = await readLocalHeaders(file, entries);
  checkOverlap(locals, size);
  await mkdir(input.workDirectory, { recursive: true, mode: 0o700 });
  return new Archive(input, locals);
}

async function readLocalHeaders(
  file: FileHandle,
  entries: readonly ArchiveEntry[],
): Promise<LocalEntry[]> {
  const locals: LocalEntry[] = [];
  for (const entry of entries) locals.push(await readLocalHeader(file, entry));
  return locals;
}

/** What macOS and Windows leave in archives. */
function isLitter(name: string): boolean {
  return /^__MACOSX\/|(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$/i.test(name);
}
