import { MAXIMUM_TEMPLATE_BYTES } from "#contracts/limits.ts";
import type { FileKind } from "../assets/file-kind.ts";

/** A ZIP archive begins with a file's local header, or is empty, or begins with a spanned one. */
const ZIP_SIGNATURES = ["PK\x03\x04", "PK\x05\x06", "PK\x07\x08"];

/** The archive of a template. */
export const TEMPLATE_FILE: FileKind = {
  detect(head) {
    const start = String.fromCharCode(...head.subarray(0, 4));
    return ZIP_SIGNATURES.includes(start) ? "application/zip" : null;
  },
  maximumBytes: MAXIMUM_TEMPLATE_BYTES,
  refusal: "The file must be a ZIP archive.",
};
