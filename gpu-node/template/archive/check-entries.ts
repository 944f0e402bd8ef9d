import type { ArchiveEntry } from "./archive-entry.ts";
import { archiveError, quoteName } from "./archive-error.ts";
import type { ArchiveLimits } from "./archive-limits.ts";
import { checkEntryName } from "./check-entry-name.ts";
import type { LocalEntry } from "./read-local-header.ts";

const methods = new Set([0, 8]);
const encryptedFlags = 0x0001 | 0x0040 | 0x2000;
const nestedArchive = /\.(zip|zipx|jar|apk|aep?x?zip|7z|rar|tar|tgz|gz|bz2|xz|zst|lzma|cab|iso)$/i;

/** Two names that are one file on some systems have one key. */
export function nameKey(name: string): string {
  return name.normalize("NFC").toLowerCase().toUpperCase().normalize("NFC").replace(/\/+$/, "");
}

/** Throws `invalid-input`, with a reason of its own for each thing that an archive must not have. */
export function checkEntries(entries: readonly ArchiveEntry[], limits: ArchiveLimits): void {
  const names = new Map<string, string>();
  let expandedBytes = 0;
  for (const entry of entries) {
    checkEntryName(entry.name);
    const quoted = quoteName(entry.name);
    checkFileType(entry, quoted);
    if ((entry.flags & encryptedFlags) !== 0)
      throw archiveError(`the entry ${quoted} is encrypted`);
    if (!methods.has(entry.method))
      throw archiveError(`the entry ${quoted} has the unknown compression method ${entry.method}`);
    if (nestedArchive.test(entry.name))
      throw archiveError(`the entry ${quoted} is an archive within the archive`);
    const key = nameKey(entry.name);
    const earlier = names.get(key);
    if (earlier !== undefined)
      throw archiveError(`the entries ${quoteName(earlier)} and ${quoted} have the same name`);
    names.set(key, entry.name);
    checkRatio(entry, limits, quoted);
    expandedBytes += entry.expandedBytes;
    if (expandedBytes > limits.expandedBytes)
      throw archiveError(`it expands to more than ${limits.expandedBytes} bytes`);
  }
}

function checkFileType({ unixMode, isFolder }: ArchiveEntry, quoted: string): void {
  const type = unixMode & 0o170000;
  if (type === 0o120000) throw archiveError(`the entry ${quoted} is a symbolic link`);
  const isPlain = type === 0 || type === 0o100000 || (type === 0o040000 && isFolder);
  if (!isPlain) throw archiveError(`the entry ${quoted} is a device or another special file`);
}

function checkRatio(entry: ArchiveEntry, limits: ArchiveLimits, quoted: string): void {
  const { compressedBytes, expandedBytes } = entry;
  if (entry.method === 0 && compressedBytes !== expandedBytes)
    throw archiveError(`the entry ${quoted} is stored, but its sizes differ`);
  if (expandedBytes > compressedBytes * limits.ratio)
    throw archiveError(`the entry ${quoted} expands more than ${limits.ratio} times`);
}

/** Throws `invalid-input` where two entries share bytes, or one lies outside the file. */
export function checkOverlap(locals: readonly LocalEntry[], sizeBytes: number): void {
  const ordered = locals.toSorted(
    (one, other) => one.entry.headerOffset - other.entry.headerOffset,
  );
  let end = 0;
  for (const { entry, dataOffset } of ordered) {
    const quoted = quoteName(entry.name);
    if (entry.headerOffset < end) throw archiveError(`the entry ${quoted} overlaps another`);
    end = dataOffset + entry.compressedBytes;
    if (end > sizeBytes) throw archiveError(`the entry ${quoted} ends behind the file`);
  }
}
