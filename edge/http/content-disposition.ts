/** Whether a browser shows a file or saves it. */
export type Disposition = "inline" | "attachment";

const MAXIMUM_NAME_CHARACTERS = 150;
/** Quotes, separators of paths, and what would end or reshape the header or the name shown. */
const REMOVED = /["\\/:*?<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

/**
 * A Content-Disposition header (RFC 6266): an ASCII fallback and the whole name as `filename*`.
 * Control, bidirectional and path characters and quotes are removed from the name.
 */
export function contentDisposition(disposition: Disposition, name: string): string {
  const clean = cleanName(name);
  // Taken apart, one character may become several, a slash among them: cleaned again.
  const plain = cleanName(clean.normalize("NFKD").replaceAll(/\p{Mn}/gu, ""));
  const ascii = plain.replaceAll(/[^\x20-\x7e]|[%;]/g, "_");
  return `${disposition}; filename="${ascii}"; filename*=UTF-8''${encodeExtended(clean)}`;
}

function cleanName(name: string): string {
  const short = name.normalize("NFC").slice(0, MAXIMUM_NAME_CHARACTERS);
  const clean = short.replaceAll(REMOVED, "").trim().replace(/^\.+/, "");
  return clean === "" ? "file" : clean;
}

/** RFC 8187: percent-encodes all but the characters that an extended value may hold. */
function encodeExtended(value: string): string {
  return encodeURIComponent(value).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
