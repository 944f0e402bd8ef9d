import type { FileHandle } from "node:fs/promises";
import type { ArchiveEntry } from "./archive-entry.ts";
import { archiveError, quoteName } from "./archive-error.ts";

/** An entry whose local header says the same as the directory. */
export interface LocalEntry {
  readonly entry: ArchiveEntry;
  /** Where its compressed bytes begin. */
  readonly dataOffset: number;
}

const headerBytes = 30;
const signature = 0x0403_4b50;
const hasDescriptor = 0x0008;
const inZip64Extra = 0xffff_ffff;

/**
 * Reads what stands before an entry's bytes. The central directory is the authority: throws
 * `invalid-input` where the local header says something else.
 */
export async function readLocalHeader(file: FileHandle, entry: ArchiveEntry): Promise<LocalEntry> {
  const differs = (what: string) =>
    archiveError(`the entry ${quoteName(entry.name)} has another ${what} in its own header`);
  const header = await readExactly(file, entry.headerOffset, headerBytes);
  if (header === null || header.readUInt32LE(0) !== signature)
    throw archiveError(`the entry ${quoteName(entry.name)} has no header of its own`);
  const flags = header.readUInt16LE(6);
  const nameLength = header.readUInt16LE(26);
  const extraLength = header.readUInt16LE(28);
  const tail = await readExactly(file, entry.headerOffset + headerBytes, nameLength + extraLength);
  if (tail === null) throw archiveError(`the entry ${quoteName(entry.name)} ends in its header`);
  if (!tail.subarray(0, nameLength).equals(entry.rawName)) throw differs("name");
  if (header.readUInt16LE(8) !== entry.method) throw differs("compression method");
  if ((flags & 1) !== (entry.flags & 1)) throw differs("encryption");
  const extra = readZip64Extra(tail.subarray(nameLength), header);
  // With a descriptor behind the bytes, the header may leave all three empty.
  const mayBeEmpty = (flags & hasDescriptor) !== 0;
  const says = (value: number, expected: number): boolean =>
    value === expected || (mayBeEmpty && value === 0);
  if (!says(header.readUInt32LE(14), entry.crc32)) throw differs("checksum");
  if (!says(extra.compressedBytes, entry.compressedBytes)) throw differs("compressed size");
  if (!says(extra.expandedBytes, entry.expandedBytes)) throw differs("size");
  return { entry, dataOffset: entry.headerOffset + headerBytes + nameLength + extraLength };
}

function readZip64Extra(extra: Buffer, header: Buffer) {
  let compressedBytes = header.readUInt32LE(18);
  let expandedBytes = header.readUInt32LE(22);
  for (let offset = 0; offset + 4 <= extra.length; offset += 4 + extra.readUInt16LE(offset + 2)) {
    if (extra.readUInt16LE(offset) !== 1) continue;
    const field = extra.subarray(offset + 4, offset + 4 + extra.readUInt16LE(offset + 2));
    let place = 0;
    if (expandedBytes === inZip64Extra && place + 8 <= field.length) {
      expandedBytes = Number(field.readBigUInt64LE(place));
      place += 8;
    }
    if (compressedBytes === inZip64Extra && place + 8 <= field.length)
      compressedBytes = Number(field.readBigUInt64LE(place));
  }
  return { compressedBytes, expandedBytes };
}

async function readExactly(
  file: FileHandle,
  offset: number,
  length: number,
): Promise<Buffer | null> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
  return bytesRead === length ? buffer : null;
}
