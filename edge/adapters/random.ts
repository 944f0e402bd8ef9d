import type { Random } from "../domain/ports.ts";

/** Bits of the counter that keeps ids of one millisecond in order (RFC 9562, 6.2, method 1). */
const COUNTER_BITS = 26;

let lastMilliseconds = -1;
let counter = 0;

/** Unpredictable values from the platform's generator. */
export const systemRandom: Random = {
  uuid(now) {
    const value = bytes(16);
    const milliseconds = Math.max(0, Math.floor(now));
    // Seeded with the highest bit clear, so that half of the range is left to count up.
    counter =
      milliseconds === lastMilliseconds && counter + 1 < 2 ** COUNTER_BITS
        ? counter + 1
        : randomInteger(2 ** (COUNTER_BITS - 1));
    lastMilliseconds = milliseconds;
    const view = new DataView(value.buffer);
    view.setUint16(0, Math.floor(milliseconds / 2 ** 32));
    view.setUint32(2, milliseconds % 2 ** 32);
    view.setUint16(6, 0x7000 | (counter >>> 14));
    view.setUint16(8, 0x8000 | (counter & 0x3fff));
    const hex = Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ].join("-");
  },
  fraction: () => randomInteger(2 ** 32) / 2 ** 32,
  bytes,
};

function bytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** Uniform in 0 … `range` − 1, for a power of two up to 2³². */
function randomInteger(range: number): number {
  return new DataView(bytes(4).buffer).getUint32(0) % range;
}
