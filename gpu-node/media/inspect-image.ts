export interface ImageHeader {
  readonly contentType: "image/png" | "image/jpeg" | "image/webp";
  /** As stored, before any rotation. */
  readonly width: number;
  readonly height: number;
  /** False: the file surely ends too early. A JPEG shows that only when it is decoded. */
  readonly isWhole: boolean;
}

/**
 * Says what an image file is by its first bytes, and how large, without decoding it. Null for
 * everything but PNG, JPEG and WebP, and for files that end within their header.
 */
export function inspectImage(bytes: Buffer): ImageHeader | null {
  try {
    if (bytes.subarray(0, 8).toString("hex") === "89504e470d0a1a0a") return inspectPng(bytes);
    if (bytes.subarray(0, 3).toString("hex") === "ffd8ff") return inspectJpeg(bytes);
    const isWebp =
      bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP";
    return isWebp ? inspectWebp(bytes) : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function inspectPng(bytes: Buffer): ImageHeader | null {
  if (bytes.toString("latin1", 12, 16) !== "IHDR") return null;
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  return { contentType: "image/png", width, height, isWhole: hasLastChunk(bytes) };
}

function hasLastChunk(bytes: Buffer): boolean {
  // Each chunk is its length, its name, its bytes and a checksum.
  for (let offset = 8; offset + 12 <= bytes.length; offset += 12 + bytes.readUInt32BE(offset))
    if (bytes.toString("latin1", offset + 4, offset + 8) === "IEND") return true;
  return false;
}

/** Walks the segments to the start of the frame, which alone knows the size. */
function inspectJpeg(bytes: Buffer): ImageHeader | null {
  let offset = 2;
  for (;;) {
    if (bytes.readUInt8(offset) !== 0xff) return null;
    const marker = bytes.readUInt8(offset + 1);
    // Fill bytes may stand before a marker.
    if (marker === 0xff) {
      offset += 1;
      continue;
    }
    const startsFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (startsFrame) {
      const [height, width] = [bytes.readUInt16BE(offset + 5), bytes.readUInt16BE(offset + 7)];
      return { contentType: "image/jpeg", width, height, isWhole: true };
    }
    offset += 2 + Math.max(2, bytes.readUInt16BE(offset + 2));
  }
}

function inspectWebp(bytes: Buffer): ImageHeader | null {
  const isWhole = bytes.length >= 8 + bytes.readUInt32LE(4);
  const kind = { contentType: "image/webp", isWhole } as const;
  switch (bytes.toString("latin1", 12, 16)) {
    case "VP8 ": {
      const [width, height] = [bytes.readUInt16LE(26), bytes.readUInt16LE(28)];
      return { ...kind, width: width & 0x3fff, height: height & 0x3fff };
    }
    case "VP8L": {
      const bits = bytes.readUInt32LE(21);
      return { ...kind, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case "VP8X":
      return {
        ...kind,
        width: bytes.readUIntLE(24, 3) + 1,
        height: bytes.readUIntLE(27, 3) + 1,
      };
    default:
      return null;
  }
}
