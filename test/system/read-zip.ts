import { crc32 } from "node:zlib";

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const END_BYTES = 22;
const STORED = 0;

/**
 * The files of a ZIP whose entries are stored, by name, found through its central directory; sizes
 * and checksums are compared with the bytes.
 *
 * @throws Error for an archive that is not whole.
 */
export function readZip(archive: Buffer): Map<string, Buffer> {
  const end = archive.length - END_BYTES;
  expectSignature(archive, end, END_OF_DIRECTORY);
  const files = new Map<string, Buffer>();
  let offset = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    expectSignature(archive, offset, DIRECTORY_ENTRY);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) =>
      archive.readUInt16LE(offset + at),
    ) as [number, number, number];
    const name = archive.toString("utf8", offset + 46, offset + 46 + nameLength);
    if (archive.readUInt16LE(offset + 10) !== STORED) throw new Error(`${name} is compressed`);
    const bytes = readEntry(archive, archive.readUInt32LE(offset + 42), {
      size: archive.readUInt32LE(offset + 24),
    });
    if (crc32(bytes) !== archive.readUInt32LE(offset + 16)) throw new Error(`${name} is broken`);
    if (files.has(name)) throw new Error(`${name} is there twice`);
    files.set(name, bytes);
    offset += 46 + nameLength + extraLength + commentLength;
  }
  if (offset !== end) throw new Error("the directory does not end where it should");
  return files;
}

function readEntry(archive: Buffer, offset: number, { size }: { size: number }): Buffer {
  expectSignature(archive, offset, LOCAL_ENTRY);
  const start = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
  if (start + size > archive.length) throw new Error("an entry is cut off");
  return archive.subarray(start, start + size);
}

function expectSignature(archive: Buffer, offset: number, signature: number): void {
  if (archive.readUInt32LE(offset) !== signature) {
    throw new Error(`at byte ${offset} there is no ZIP record ${signature.toString(16)}`);
  }
}
