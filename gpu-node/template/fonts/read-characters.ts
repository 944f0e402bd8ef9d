import { readFileSync } from "node:fs";

const covered = new Map<string, ReadonlySet<number>>();

/** The code points that a TrueType font has glyphs for, from its `cmap` table. */
export function charactersOf(path: string): ReadonlySet<number> {
  let characters = covered.get(path);
  if (characters === undefined) {
    characters = readCharacters(readFileSync(path));
    covered.set(path, characters);
  }
  return characters;
}

function readCharacters(font: Buffer): Set<number> {
  const characters = new Set<number>();
  const start = findTable(font, "cmap");
  if (start === null) return characters;
  const subtables = font.readUInt16BE(start + 2);
  for (let index = 0; index < subtables; index += 1) {
    const offset = start + font.readUInt32BE(start + 4 + index * 8 + 4);
    const format = font.readUInt16BE(offset);
    if (format === 4) readSegments(font, offset, characters);
    if (format === 12) readGroups(font, offset, characters);
  }
  return characters;
}

function findTable(font: Buffer, tag: string): number | null {
  const count = font.readUInt16BE(4);
  for (let index = 0; index < count; index += 1) {
    const record = 12 + index * 16;
    if (font.toString("latin1", record, record + 4) === tag) return font.readUInt32BE(record + 8);
  }
  return null;
}

/** Format 4: segments of the first 65,536 code points. */
function readSegments(font: Buffer, offset: number, characters: Set<number>): void {
  const doubled = font.readUInt16BE(offset + 6);
  for (let place = 0; place < doubled; place += 2) {
    const last = font.readUInt16BE(offset + 14 + place);
    const first = font.readUInt16BE(offset + 16 + doubled + place);
    const delta = font.readUInt16BE(offset + 16 + doubled * 2 + place);
    const rangePlace = offset + 16 + doubled * 3 + place;
    const range = font.readUInt16BE(rangePlace);
    for (let code = first; code <= last && code !== 0xffff; code += 1) {
      const glyph =
        range === 0 ? code + delta : font.readUInt16BE(rangePlace + range + (code - first) * 2);
      if ((glyph & 0xffff) !== 0) characters.add(code);
    }
  }
}

/** Format 12: groups of any code points. */
function readGroups(font: Buffer, offset: number, characters: Set<number>): void {
  const count = font.readUInt32BE(offset + 12);
  for (let index = 0; index < count; index += 1) {
    const group = offset + 16 + index * 12;
    const last = font.readUInt32BE(group + 4);
    for (let code = font.readUInt32BE(group); code <= last; code += 1) characters.add(code);
  }
}
