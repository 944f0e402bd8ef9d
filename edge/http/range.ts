/** Which bytes of a representation to send. */
export type RangeDecision =
  | { kind: "full" }
  | { kind: "partial"; offset: number; length: number }
  | { kind: "unsatisfiable" };

const SINGLE_RANGE = /^bytes *= *(\d*) *- *(\d*)$/i;

/**
 * Decides what a `Range` header gets (RFC 9110, section 14). Several ranges, other units and
 * malformed ones get the whole, as the standard allows.
 */
export function parseRange(header: string | null, sizeBytes: number): RangeDecision {
  const match = header === null ? null : SINGLE_RANGE.exec(header.trim());
  if (!match) return { kind: "full" };
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return { kind: "full" };
  if (first === "") {
    const length = Math.min(Number(last), sizeBytes);
    if (length === 0) return { kind: "unsatisfiable" };
    return { kind: "partial", offset: sizeBytes - length, length };
  }
  const offset = Number(first);
  if (last !== "" && Number(last) < offset) return { kind: "full" };
  if (offset >= sizeBytes) return { kind: "unsatisfiable" };
  const end = last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  return { kind: "partial", offset, length: end - offset + 1 };
}

/** True when `If-Range` is absent or names this very representation; a weak tag never does. */
export function rangeIsCurrent(
  ifRange: string | null,
  current: { etag: string; lastModified: string },
): boolean {
  if (ifRange === null) return true;
  const value = ifRange.trim();
  return value.startsWith('"') ? value === current.etag : value === current.lastModified;
}
