/** Images that a video can be made from. */
export type ImageType = "image/png" | "image/jpeg" | "image/webp";

/** Bytes at the start of a file that tell which image it is. */
export const IMAGE_TYPE_BYTES = 12;

/** What the first bytes of a file show it to be, whatever it is called; null for anything else. */
export function detectImageType(head: Uint8Array): ImageType | null {
  const text = String.fromCharCode(...head.subarray(0, IMAGE_TYPE_BYTES));
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  return /^RIFF[\s\S]{4}WEBP$/.test(text) ? "image/webp" : null;
}
