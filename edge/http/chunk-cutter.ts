const BOUNDARY = /;\s*boundary=(?:"([^"]*)"|([^\s;]+))/i;
const CARRIAGE_RETURN = 0x0d;
const HYPHEN = 0x2d;

/**
 * Cuts the chunks of a multipart body anew, so that what follows a boundary begins with two bytes at
 * least. The parser tells by them whether a part or the end follows, and takes one alone for neither.
 */
export class ChunkCutter {
  readonly #boundaryEnd: number | undefined;
  #held: Uint8Array = new Uint8Array();

  /** @param contentType names the boundary. */
  constructor(contentType: string) {
    const [, quoted, bare] = BOUNDARY.exec(contentType) ?? [];
    this.#boundaryEnd = (quoted ?? bare)?.charCodeAt((quoted ?? bare ?? "").length - 1);
  }

  /** What of the bytes so far can be parsed, once `chunk` has come; null is the body's end. */
  next(chunk: Uint8Array | null): Uint8Array {
    const bytes = joinBytes(this.#held, chunk ?? new Uint8Array());
    const cut = bytes.byteLength - (chunk === null ? 0 : this.#countUnsure(bytes));
    this.#held = bytes.slice(cut);
    return bytes.subarray(0, cut);
  }

  /** How many bytes at the end may be a boundary's last one and half of what follows. */
  #countUnsure(bytes: Uint8Array): number {
    const [beforeLast, last] = [bytes.at(-2), bytes.at(-1)];
    if (last !== undefined && last === this.#boundaryEnd) return 1;
    const isHalf = last === HYPHEN || last === CARRIAGE_RETURN;
    return isHalf && beforeLast === this.#boundaryEnd ? 2 : 0;
  }
}

function joinBytes(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.byteLength === 0) return second;
  const joined = new Uint8Array(first.byteLength + second.byteLength);
  joined.set(first);
  joined.set(second, first.byteLength);
  return joined;
}
