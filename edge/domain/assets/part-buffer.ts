/** Bytes of one part on their way to storage. Memory grows with them, up to the size of a part. */
export class PartBuffer {
  readonly partBytes: number;
  #bytes = new Uint8Array(0);
  #filled = 0;

  constructor(partBytes: number) {
    this.partBytes = partBytes;
  }

  get isFull(): boolean {
    return this.#filled === this.partBytes;
  }

  get sizeBytes(): number {
    return this.#filled;
  }

  /** What is in it; overwritten when it is used again after `clear`. */
  get content(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#filled);
  }

  /** Takes as much of the chunk, from `offset` on, as fits, and tells how much that was. */
  take(chunk: Uint8Array, offset: number): number {
    this.#makeRoom(this.#filled + chunk.byteLength - offset);
    const piece = chunk.subarray(offset, offset + this.#bytes.byteLength - this.#filled);
    this.#bytes.set(piece, this.#filled);
    this.#filled += piece.byteLength;
    return piece.byteLength;
  }

  clear(): void {
    this.#filled = 0;
  }

  #makeRoom(wantedBytes: number): void {
    const { byteLength } = this.#bytes;
    if (byteLength >= Math.min(wantedBytes, this.partBytes)) return;
    const larger = new Uint8Array(Math.min(this.partBytes, Math.max(wantedBytes, 2 * byteLength)));
    larger.set(this.content);
    this.#bytes = larger;
  }
}
