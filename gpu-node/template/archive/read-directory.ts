import type { FileHandle } from "node:fs/promises";
import { Reader, ZipReader } from "@zip.js/zip.js";
import type { EntryMetaData } from "@zip.js/zip.js";
import { TaskError } from "../../tasks/task-error.ts";
import type { ArchiveEntry } from "./archive-entry.ts";
import { archiveError } from "./archive-error.ts";
import type { ArchiveLimits } from "./archive-limits.ts";

/** Reads the file piece by piece; an archive of gigabytes never stands in memory. */
class FileReader extends Reader<FileHandle> {
  readonly #file: FileHandle;
  readonly #limits: ArchiveLimits;

  constructor(file: FileHandle, sizeBytes: number, limits: ArchiveLimits) {
    super(file);
    this.#file = file;
    this.#limits = limits;
    this.size = sizeBytes;
  }

  override async readUint8Array(offset: number, length: number): Promise<Uint8Array> {
    if (length > this.#limits.directoryBytes) throw tooManyEntries(this.#limits);
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - offset)));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.#file.read(
        bytes,
        filled,
        bytes.length - filled,
        offset + filled,
      );
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }
}

/**
 * Reads the central directory, Zip64 or not. Throws `invalid-input` for a file that is no archive
 * and for one with too many entries.
 */
export async function readDirectory(
  file: FileHandle,
  sizeBytes: number,
  limits: ArchiveLimits,
): Promise<ArchiveEntry[]> {
  const reader = new ZipReader(new FileReader(file, sizeBytes, limits), { strictness: "tolerant" });
  const entries: ArchiveEntry[] = [];
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (entries.length >= limits.entries) throw tooManyEntries(limits);
      entries.push(describe(entry));
    }
  } catch (error) {
    if (error instanceof TaskError) throw error;
    throw archiveError("its directory cannot be read", error);
  }
  return entries;
}

function tooManyEntries(limits: ArchiveLimits): TaskError {
  return archiveError(`it has more than ${limits.entries} entries`);
}

function describe(entry: EntryMetaData): ArchiveEntry {
  const rawName = entry.rawFilename;
  const name = decodeName(rawName, entry.filename);
  const unixMode = entry.externalFileAttributes >>> 16;
  return {
    name: name.normalize("NFC"),
    isFolder: name.endsWith("/"),
    rawName,
    method: entry.compressionMethod,
    flags: entry.rawBitFlag ?? 0,
    crc32: (entry.crc32 ?? 0) >>> 0,
    compressedBytes: entry.compressedSize,
    expandedBytes: entry.uncompressedSize,
    headerOffset: entry.offset,
    unixMode,
  };
}

/** Many programs write UTF-8 and forget to say so; what is not UTF-8 is the old code page. */
function decodeName(raw: Uint8Array, fallback: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    return fallback;
  }
}
