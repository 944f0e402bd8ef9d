import { readFile, stat, writeFile } from "node:fs/promises";
import { createCanvas, ImageData, loadImage } from "@napi-rs/canvas";
import { inspectImage } from "../../media/inspect-image.ts";
import { inspectTga, readTga } from "../../media/read-tga.ts";

export type PictureOutcome =
  | {
      readonly type: "picture";
      readonly width: number;
      readonly height: number;
      readonly filePath: string;
    }
  | { readonly type: "unreadable"; readonly reason: string };

const maximumFileBytes = 256 * 1024 * 1024;
const maximumPixels = 50_000_000;

/**
 * Decodes a picture of a template: PNG, JPEG or GIF by its first bytes, or Targa, which has none
 * and is told by its name; it becomes a PNG beside it. Never throws for a bad file.
 */
export async function inspectPicture(path: string, name: string): Promise<PictureOutcome> {
  const { size } = await stat(path);
  if (size > maximumFileBytes) return unreadable("the file is too large");
  const bytes = await readFile(path);
  const header = readHeader(bytes, name);
  if (header === null) return unreadable("it is no PNG, JPG, GIF or TGA picture");
  const { width, height, isTga } = header;
  if (width < 1 || height < 1) return unreadable("it has no pixels");
  if (width * height > maximumPixels) return unreadable(`${width}x${height} pixels are too many`);
  if (isTga) return convertTga(bytes, path);
  try {
    const image = await loadImage(bytes);
    // Only drawing shows whether the pixels can be decoded.
    createCanvas(1, 1).getContext("2d").drawImage(image, 0, 0, 1, 1);
    return { type: "picture", width: image.width, height: image.height, filePath: path };
  } catch {
    return unreadable("the picture is damaged");
  }
}

function readHeader(bytes: Buffer, name: string) {
  const header = inspectImage(bytes);
  if (header !== null && header.contentType !== "image/webp" && header.isWhole)
    return { width: header.width, height: header.height, isTga: false };
  if (header !== null) return null;
  if (/^GIF8[79]a$/.test(bytes.toString("latin1", 0, 6)) && bytes.length >= 10)
    return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8), isTga: false };
  const tga = /\.tga$/i.test(name) ? inspectTga(bytes) : null;
  return tga === null ? null : { ...tga, isTga: true };
}

async function convertTga(bytes: Buffer, path: string): Promise<PictureOutcome> {
  const picture = readTga(bytes);
  if (picture === null) return unreadable("the picture is damaged");
  const { width, height, pixels } = picture;
  const canvas = createCanvas(width, height);
  canvas.getContext("2d").putImageData(new ImageData(pixels, width, height), 0, 0);
  const filePath = `${path}.png`;
  await writeFile(filePath, await canvas.encode("png"));
  return { type: "picture", width, height, filePath };
}

function unreadable(reason: string): PictureOutcome {
  return { type: "unreadable", reason };
}
