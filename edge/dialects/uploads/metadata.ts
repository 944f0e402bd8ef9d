import { DomainError } from "../../domain/errors.ts";
import { DEFAULT_CONTENT_TYPE, plainContentType, plainName } from "../../http/form-parts.ts";

const MAXIMUM_CHARACTERS = 4096;
const UNNAMED = "file";
const PAIR =
  /^([\x21-\x2b\x2d-\x7e]+)(?: ((?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?))?$/;

/** What a client says of its file; `metadata` in its own words, the rest fit to be shown. */
export type FileMetadata = { metadata: string | null; name: string; contentType: string };

/**
 * Reads `Upload-Metadata`: pairs of a key and a Base64 value, joined by commas. Of them `filename`
 * and `filetype` are used.
 *
 * @throws DomainError `invalid-request`.
 */
export function readMetadata(header: string | null): FileMetadata {
  const values = new Map<string, string>();
  if (header !== null && header.length > MAXIMUM_CHARACTERS) throw invalid("is too long");
  for (const pair of header === null || header === "" ? [] : header.split(",")) {
    const [, key, value = ""] = PAIR.exec(pair.trim()) ?? [];
    if (key === undefined) throw invalid("must be pairs of a key and a Base64 value");
    if (values.has(key)) throw invalid("names a key twice");
    values.set(key, value);
  }
  return {
    metadata: header === "" ? null : header,
    name: plainName(decode(values.get("filename"))) || UNNAMED,
    contentType: plainContentType(decode(values.get("filetype")) || DEFAULT_CONTENT_TYPE),
  };
}

function decode(value = ""): string {
  const bytes = Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalid("has a value that is not UTF-8");
  }
}

function invalid(fault: string): DomainError {
  return new DomainError("invalid-request", `Upload-Metadata ${fault}.`, {
    field: "Upload-Metadata",
  });
}
