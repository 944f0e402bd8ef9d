import { createReadStream, createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32, createInflateRaw } from "node:zlib";
import { TaskError, throwIfAborted } from "../../tasks/task-error.ts";
import { archiveError, quoteName } from "./archive-error.ts";
import type { ArchiveLimits } from "./archive-limits.ts";
import type { LocalEntry } from "./read-local-header.ts";

export interface ExtractEntryInput {
  readonly archivePath: string;
  readonly local: LocalEntry;
  readonly outputPath: string;
  readonly limits: ArchiveLimits;
  /** Bytes that all entries have expanded to so far; counted on. */
  readonly total: { expandedBytes: number };
  readonly signal: AbortSignal;
}

/**
 * Writes one entry into a file, counting while it inflates: what the headers promise is not
 * believed. Throws `invalid-input`.
 */
export async function extractEntry(input: ExtractEntryInput): Promise<void> {
  const { archivePath, outputPath, signal } = input;
  const { entry, dataOffset } = input.local;
  const check = new EntryCheck(input);
  const target = createWriteStream(outputPath, { mode: 0o600 });
  try {
    if (entry.compressedBytes === 0) {
      await pipeline(async function* () {}, check, target, { signal });
      return;
    }
    const end = dataOffset + entry.compressedBytes - 1;
    const source = createReadStream(archivePath, { start: dataOffset, end });
    if (entry.method === 0) await pipeline(source, check, target, { signal });
    else await pipeline(source, createInflateRaw(), check, target, { signal });
  } catch (error) {
    throwIfAborted(signal);
    if (error instanceof TaskError) throw error;
    throw archiveError(`the entry ${quoteName(entry.name)} cannot be read`, error);
  }
}

/** Passes bytes on until there are too many, and at the end compares size, checksum and kind. */
class EntryCheck extends Transform {
  readonly #input: ExtractEntryInput;
  #sizeBytes = 0;
  #checksum = 0;
  #start = Buffer.alloc(0);

  constructor(input: ExtractEntryInput) {
    super();
    this.#input = input;
  }

  override _transform(
    chunk: Buffer,
    _: string,
    done: (error: Error | null, data?: Buffer) => void,
  ) {
    const { limits, total, local } = this.#input;
    this.#sizeBytes += chunk.length;
    total.expandedBytes += chunk.length;
    this.#checksum = crc32(chunk, this.#checksum);
    if (this.#start.length < 512)
      this.#start = Buffer.concat([this.#start, chunk.subarray(0, 512 - this.#start.length)]);
    const quoted = quoteName(local.entry.name);
    if (total.expandedBytes > limits.expandedBytes)
      return done(archiveError(`it expands to more than ${limits.expandedBytes} bytes`));
    if (this.#sizeBytes > local.entry.compressedBytes * limits.ratio)
      return done(archiveError(`the entry ${quoted} expands more than ${limits.ratio} times`));
    if (this.#sizeBytes > local.entry.expandedBytes)
      return done(archiveError(`the entry ${quoted} is larger than it says`));
    done(null, chunk);
  }

  override _flush(done: (error: Error | null) => void) {
    const { entry } = this.#input.local;
    const quoted = quoteName(entry.name);
    if (this.#sizeBytes !== entry.expandedBytes)
      return done(archiveError(`the entry ${quoted} is shorter than it says`));
    if (this.#checksum !== entry.crc32)
      return done(archiveError(`the entry ${quoted} is damaged; its checksum differs`));
    if (startsAsArchive(this.#start))
      return done(archiveError(`the entry ${quoted} is an archive within the archive`));
    done(null);
  }
}

const archiveStarts = [
  "504b0304",
  "504b0506",
  "377abcaf271c",
  "526172211a07",
  "1f8b",
  "fd377a585a00",
];

function startsAsArchive(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 8).toString("hex");
  return (
    archiveStarts.some((signature) => start.startsWith(signature)) ||
    bytes.toString("latin1", 257, 262) === "ustar"
  );
}
