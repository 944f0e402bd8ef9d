import { crc32, deflateRawSync } from "node:zlib";

/** An entry, and how its headers may lie. */
export interface ZipEntry {
  readonly name: string;
  readonly data?: Uint8Array | string;
  /** Bytes of the name, where they are no UTF-8. */
  readonly rawName?: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly unixMode?: number;
  readonly crc32?: number;
  /** What the directory says instead of the truth. */
  readonly expandedBytes?: number;
  /** The local header says something else than the directory. */
  readonly local?: { name?: string; method?: number; expandedBytes?: number; crc32?: number };
  /** Points the directory at another entry's header. */
  readonly sameBytesAs?: number;
  readonly zip64?: boolean;
  /** The header leaves sizes and checksum empty, which follow the bytes. */
  readonly hasDescriptor?: boolean;
}

/** Writes a ZIP archive, honest or not. */
export function makeZip(entries: readonly ZipEntry[]): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let length = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.rawName ?? entry.name);
    const data = Buffer.from(entry.data ?? "");
    const method = entry.method ?? 8;
    const stored = method === 8 ? deflateRawSync(data) : data;
    const offset = entry.sameBytesAs === undefined ? length : (offsets[entry.sameBytesAs] ?? 0);
    offsets.push(offset);
    const facts = {
      name,
      method,
      flags: (entry.flags ?? 0x0800) | (entry.hasDescriptor === true ? 8 : 0),
      checksum: entry.crc32 ?? crc32(data),
      compressedBytes: stored.length,
      expandedBytes: entry.expandedBytes ?? data.length,
      zip64: entry.zip64 === true,
    };
    if (entry.sameBytesAs === undefined) {
      const { local = {} } = entry;
      const emptied = entry.hasDescriptor === true;
      const header = localHeader({
        ...facts,
        name: local.name === undefined ? name : Buffer.from(local.name),
        method: local.method ?? method,
        checksum: emptied ? 0 : (local.crc32 ?? facts.checksum),
        compressedBytes: emptied ? 0 : facts.compressedBytes,
        expandedBytes: emptied ? 0 : (local.expandedBytes ?? facts.expandedBytes),
      });
      const tail = emptied ? descriptor(facts) : Buffer.alloc(0);
      pieces.push(header, stored, tail);
      length += header.length + stored.length + tail.length;
    }
    directory.push(directoryHeader(facts, offset, entry.unixMode ?? 0));
  }
  const listing = Buffer.concat(directory);
  return Buffer.concat([...pieces, listing, endRecord(entries.length, listing.length, length)]);
}

interface HeaderFacts {
  readonly name: Buffer;
  readonly method: number;
  readonly flags: number;
  readonly checksum: number;
  readonly compressedBytes: number;
  readonly expandedBytes: number;
  readonly zip64: boolean;
}

const mask = 0xffff_ffff;

function zip64Extra({ zip64, compressedBytes, expandedBytes }: HeaderFacts): Buffer {
  if (!zip64) return Buffer.alloc(0);
  const extra = Buffer.alloc(20);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(16, 2);
  extra.writeBigUInt64LE(BigInt(expandedBytes), 4);
  extra.writeBigUInt64LE(BigInt(compressedBytes), 12);
  return extra;
}

function localHeader(facts: HeaderFacts): Buffer {
  const header = Buffer.alloc(30);
  const extra = zip64Extra(facts);
  header.writeUInt32LE(0x0403_4b50, 0);
  header.writeUInt16LE(facts.zip64 ? 45 : 20, 4);
  header.writeUInt16LE(facts.flags, 6);
  header.writeUInt16LE(facts.method, 8);
  header.writeUInt32LE(facts.checksum, 14);
  header.writeUInt32LE(facts.zip64 ? mask : facts.compressedBytes, 18);
  header.writeUInt32LE(facts.zip64 ? mask : facts.expandedBytes, 22);
  header.writeUInt16LE(facts.name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, facts.name, extra]);
}

function descriptor(facts: HeaderFacts): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(0x0807_4b50, 0);
  bytes.writeUInt32LE(facts.checksum, 4);
  bytes.writeUInt32LE(facts.compressedBytes, 8);
  bytes.writeUInt32LE(facts.expandedBytes, 12);
  return bytes;
}

function directoryHeader(facts: HeaderFacts, offset: number, unixMode: number): Buffer {
  const header = Buffer.alloc(46);
  const extra = zip64Extra(facts);
  header.writeUInt32LE(0x0201_4b50, 0);
  header.writeUInt16LE((3 << 8) | 45, 4);
  header.writeUInt16LE(facts.zip64 ? 45 : 20, 6);
  header.writeUInt16LE(facts.flags, 8);
  header.writeUInt16LE(facts.method, 10);
  header.writeUInt32LE(facts.checksum, 16);
  header.writeUInt32LE(facts.zip64 ? mask : facts.compressedBytes, 20);
  header.writeUInt32LE(facts.zip64 ? mask : facts.expandedBytes, 24);
  header.writeUInt16LE(facts.name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE((unixMode << 16) >>> 0, 38);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, facts.name, extra]);
}

function endRecord(count: number, directoryBytes: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x0605_4b50, 0);
  record.writeUInt16LE(Math.min(count, 0xffff), 8);
  record.writeUInt16LE(Math.min(count, 0xffff), 10);
  record.writeUInt32LE(directoryBytes, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}
