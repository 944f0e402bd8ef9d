import { createHash, randomBytes } from "node:crypto";

const BLOCK_BYTES = 1024 * 1024;

/** A large file that need not be held: any part of it can be made, and no two parts are alike. */
export class RepeatableBytes {
  readonly sizeBytes: number;
  readonly #noise = randomBytes(BLOCK_BYTES);

  constructor(sizeBytes: number) {
    this.sizeBytes = sizeBytes;
  }

  /** The bytes from `start` to before `end`, block by block. */
  *read(start: number, end: number): Generator<Uint8Array> {
    for (let offset = start; offset < end;) {
      const index = Math.floor(offset / BLOCK_BYTES);
      const block = Buffer.from(this.#noise);
      block.writeUInt32LE(index, 0);
      const last = Math.min(end, (index + 1) * BLOCK_BYTES);
      yield block.subarray(offset - index * BLOCK_BYTES, last - index * BLOCK_BYTES);
      offset = last;
    }
  }

  sha256(): string {
    const hash = createHash("sha256");
    for (const chunk of this.read(0, this.sizeBytes)) hash.update(chunk);
    return hash.digest("hex");
  }
}
