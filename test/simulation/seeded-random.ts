import type { Random } from "../../edge/domain/ports.ts";

/** Everything random in a simulation comes from one of these: same seed, same run (sfc32). */
export class SeededRandom implements Random {
  #a = 0x9e3779b9;
  #b = 0x243f6a88;
  #c = 0xb7e15162;
  #counter: number;

  constructor(seed: number) {
    this.#counter = seed | 0;
    for (let round = 0; round < 15; round += 1) this.#next();
  }

  fraction(): number {
    return this.#next() / 0x1_0000_0000;
  }

  uuid(now: number): string {
    const time = Math.floor(now).toString(16).padStart(12, "0");
    const high = this.#next().toString(16).padStart(8, "0");
    const low = this.#next().toString(16).padStart(8, "0");
    return `${time.slice(0, 8)}-${time.slice(8)}-7${high.slice(0, 3)}-8${high.slice(3, 6)}-${high.slice(6)}${low}00`;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#next() & 0xff);
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.fraction() * items.length)];
    if (item === undefined) throw new RangeError("There is nothing to pick from.");
    return item;
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return sum >>> 0;
  }
}
