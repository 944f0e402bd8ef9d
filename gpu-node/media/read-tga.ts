/** Pixels as RGBA, from the top left corner. */
export interface TgaPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray;
}

/** What the header of a Targa file says. */
interface TgaHeader {
  readonly width: number;
  readonly height: number;
  /** 1 palette, 2 true colour, 3 grey. */
  readonly kind: number;
  readonly isPacked: boolean;
  readonly pixelBytes: number;
  readonly alphaBits: number;
  readonly fromTop: boolean;
  readonly fromRight: boolean;
  readonly palette: {
    readonly first: number;
    readonly length: number;
    readonly entryBytes: number;
  };
  readonly dataOffset: number;
}

/** Size of a Targa file; null for everything that is none. The format has no signature. */
export function inspectTga(bytes: Buffer): { width: number; height: number } | null {
  const header = readHeader(bytes);
  return header === null ? null : { width: header.width, height: header.height };
}

/** Decodes a Targa file: palette, true colour or grey, packed or not. Null where it is damaged. */
export function readTga(bytes: Buffer): TgaPicture | null {
  const header = readHeader(bytes);
  if (header === null) return null;
  const { width, height, kind, palette, pixelBytes } = header;
  const raw = header.isPacked ? unpack(bytes, header) : plain(bytes, header);
  if (raw === null) return null;
  const paletteOffset = header.dataOffset - palette.length * palette.entryBytes;
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let index = 0; index < width * height; index += 1) {
    const column = index % width;
    const row = (index - column) / width;
    const x = header.fromRight ? width - 1 - column : column;
    const y = header.fromTop ? row : height - 1 - row;
    const target = (y * width + x) * 4;
    if (kind !== 1) {
      writePixel(pixels, target, raw, index * pixelBytes, pixelBytes, header.alphaBits);
      continue;
    }
    const entry = raw.readUIntLE(index * pixelBytes, pixelBytes) - palette.first;
    if (entry < 0 || entry >= palette.length) return null;
    const place = paletteOffset + entry * palette.entryBytes;
    writePixel(pixels, target, bytes, place, palette.entryBytes, palette.entryBytes === 4 ? 8 : 0);
  }
  return { width, height, pixels };
}

function readHeader(bytes: Buffer): TgaHeader | null {
  if (bytes.length < 18) return null;
  const [idLength, mapType, imageType] = [
    bytes.readUInt8(0),
    bytes.readUInt8(1),
    bytes.readUInt8(2),
  ];
  const kind = imageType & 7;
  if (mapType > 1 || ![1, 2, 3, 9, 10, 11].includes(imageType)) return null;
  if ((kind === 1) !== (mapType === 1) && kind === 1) return null;
  const [width, height, bits] = [
    bytes.readUInt16LE(12),
    bytes.readUInt16LE(14),
    bytes.readUInt8(16),
  ];
  const fittingBits = kind === 2 ? [15, 16, 24, 32] : kind === 3 ? [8, 16] : [8, 16];
  if (width === 0 || height === 0 || !fittingBits.includes(bits)) return null;
  const entryBits = bytes.readUInt8(7);
  if (mapType === 1 && ![15, 16, 24, 32].includes(entryBits)) return null;
  const palette = {
    first: bytes.readUInt16LE(3),
    length: mapType === 1 ? bytes.readUInt16LE(5) : 0,
    entryBytes: Math.ceil(entryBits / 8),
  };
  const descriptor = bytes.readUInt8(17);
  return {
    width,
    height,
    kind,
    isPacked: imageType >= 9,
    pixelBytes: Math.ceil(bits / 8),
    alphaBits: descriptor & 15,
    fromTop: (descriptor & 0x20) !== 0,
    fromRight: (descriptor & 0x10) !== 0,
    palette,
    dataOffset: 18 + idLength + palette.length * palette.entryBytes,
  };
}

function plain(bytes: Buffer, { width, height, pixelBytes, dataOffset }: TgaHeader): Buffer | null {
  const length = width * height * pixelBytes;
  return bytes.length < dataOffset + length
    ? null
    : bytes.subarray(dataOffset, dataOffset + length);
}

/** Run-length packets: a count, then one pixel that repeats or so many of them. */
function unpack(bytes: Buffer, header: TgaHeader): Buffer | null {
  const { width, height, pixelBytes, dataOffset } = header;
  const pixels = Buffer.alloc(width * height * pixelBytes);
  let [source, target] = [dataOffset, 0];
  while (target < pixels.length) {
    const packet = bytes[source];
    if (packet === undefined) return null;
    const length = ((packet & 0x7f) + 1) * pixelBytes;
    const repeats = (packet & 0x80) !== 0;
    const given = repeats ? pixelBytes : length;
    source += 1;
    if (source + given > bytes.length || target + length > pixels.length) return null;
    if (repeats) pixels.fill(bytes.subarray(source, source + given), target, target + length);
    else bytes.copy(pixels, target, source, source + given);
    source += given;
    target += length;
  }
  return pixels;
}

function writePixel(
  pixels: Uint8ClampedArray,
  target: number,
  source: Buffer,
  place: number,
  sizeBytes: number,
  alphaBits: number,
): void {
  if (place + sizeBytes > source.length) return;
  const first = source.readUInt8(place);
  let colour: readonly [number, number, number, number] = [first, first, first, 255];
  if (sizeBytes === 2) {
    const value = source.readUInt16LE(place);
    const part = (shift: number): number => Math.round((((value >>> shift) & 31) * 255) / 31);
    colour = [part(10), part(5), part(0), 255];
  } else if (sizeBytes >= 3) {
    const alpha = sizeBytes === 4 && alphaBits > 0 ? source.readUInt8(place + 3) : 255;
    colour = [source.readUInt8(place + 2), source.readUInt8(place + 1), first, alpha];
  }
  pixels.set(colour, target);
}
