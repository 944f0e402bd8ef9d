import { readFile, stat } from "node:fs/promises";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import type { Canvas, Image } from "@napi-rs/canvas";
import { inspectImage } from "./inspect-image.ts";

export type ReadImageOutcome =
  | { readonly type: "picture"; readonly picture: Canvas }
  | { readonly type: "unreadable"; readonly reason: string };

const maximumFileBytes = 64 * 1024 * 1024;
/** Two bytes too many in a header must not cost gigabytes: 50 million pixels are 200 MB. */
const maximumPixels = 50_000_000;
const maximumSide = 16_384;
/** Larger than any frame that is drawn from it needs. */
const keptSide = 4096;

/**
 * Decodes a PNG, JPEG or WebP file of a user, upright as its EXIF tag says. Run in a task child
 * only: a decoder that crashes or swells takes its process with it. Never throws for a bad file.
 * @param contentType what the user said it is; a lie counts as unreadable
 */
export async function readImage(path: string, contentType: string): Promise<ReadImageOutcome> {
  const { size } = await stat(path);
  if (size > maximumFileBytes) return unreadable("the file is too large");
  const bytes = await readFile(path);
  const header = inspectImage(bytes);
  if (header === null) return unreadable("it is not a PNG, JPEG or WebP file");
  const claimed = contentType
    .toLowerCase()
    .split(";")[0]
    ?.trim()
    .replace("image/jpg", "image/jpeg");
  if (claimed !== header.contentType)
    return unreadable(`it is ${header.contentType}, not ${claimed ?? "nothing"}`);
  const { width, height } = header;
  if (width < 1 || height < 1) return unreadable("it has no pixels");
  if (width > maximumSide || height > maximumSide || width * height > maximumPixels)
    return unreadable(`${width}x${height} pixels are too many`);
  if (!header.isWhole) return unreadable("the file is damaged");
  try {
    return draw(await loadImage(bytes), header.contentType === "image/jpeg");
  } catch {
    return unreadable("the file is damaged");
  }
}

function draw(image: Image, isOpaque: boolean): ReadImageOutcome {
  const share = Math.min(1, keptSide / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * share));
  const height = Math.max(1, Math.round(image.height * share));
  const picture = createCanvas(width, height);
  const context = picture.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  // What the decoder could not read it leaves transparent, and says nothing.
  const clearPixels = countClearPixels(picture);
  if (isOpaque && clearPixels > 0) return unreadable("the file is damaged");
  if (clearPixels === width * height)
    return unreadable("the file is damaged or wholly transparent");
  return { type: "picture", picture };
}

function countClearPixels(picture: Canvas): number {
  const pixels = picture.data();
  let count = 0;
  for (let offset = 3; offset < pixels.length; offset += 4) if (pixels[offset] === 0) count += 1;
  return count;
}

function unreadable(reason: string): ReadImageOutcome {
  return { type: "unreadable", reason };
}
