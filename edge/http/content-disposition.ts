/** Control and bidirectional formatting characters, quotes, slashes, and lone surrogates. */
const UNSAFE =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f"\\/\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

/**
 * A `Content-Disposition` value (RFC 6266): an ASCII fallback for every client, and the full name
 * in `filename*`.
 */
export function contentDisposition(kind: "inline" | "attachment", fileName: string): string {
  const name = fileName.replace(UNSAFE, "").trim() || "file";
  const fallback = name.replace(/[^\u0020-\u007e]/gu, "_").replaceAll("%", "_");
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${fallback}"; filename*=UTF-8''${encoded}`;
}
