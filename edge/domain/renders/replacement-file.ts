import { MAXIMUM_IMAGE_BYTES, MAXIMUM_REPLACEMENT_BYTES } from "#contracts/limits.ts";
import type { FileKind } from "../assets/file-kind.ts";
import { detectImageType } from "../assets/image-type.ts";

/** What may stand in for a layer's picture or film. */
export const REPLACEMENT_FILES = {
  image: {
    detect: (head) => detectImageType(head) ?? detectGif(head),
    maximumBytes: MAXIMUM_IMAGE_BYTES,
    refusal: "An image must be a PNG, JPEG, WebP or GIF file.",
  },
  video: {
    detect: (head) => (textOf(head).slice(4, 8) === "ftyp" ? "video/mp4" : null),
    maximumBytes: MAXIMUM_REPLACEMENT_BYTES,
    refusal: "A video must be an MP4 file.",
  },
} as const satisfies Record<string, FileKind>;

function detectGif(head: Uint8Array): string | null {
  return /^GIF8[79]a/.test(textOf(head)) ? "image/gif" : null;
}

function textOf(head: Uint8Array): string {
  return String.fromCharCode(...head.subarray(0, 12));
}
