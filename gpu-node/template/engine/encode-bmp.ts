/**
 * A BMP file of 32 bits a pixel, rows from the top, without compression.
 * @param pixels blue, green, red and a byte of nothing
 */
export function encodeBmp(
  pixels: Buffer,
  { width, height }: { readonly width: number; readonly height: number },
): Buffer {
  const headerBytes = 54;
  const header = Buffer.alloc(headerBytes);
  header.write("BM", 0, "latin1");
  header.writeUInt32LE(headerBytes + pixels.length, 2);
  header.writeUInt32LE(headerBytes, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  // A negative height says that the first row is the uppermost.
  header.writeInt32LE(-height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(32, 28);
  header.writeUInt32LE(pixels.length, 34);
  return Buffer.concat([header, pixels]);
}
