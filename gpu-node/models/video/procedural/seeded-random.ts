import { hashText } from "#contracts/prompt/hash-text.ts";

/** A stream of numbers in [0, 1). */
export type Random = () => number;

/** Mulberry32 over the seed and a label, so that each painter has a stream of its own. */
export function createRandom(seed: number, label: string): Random {
  let state = (seed ^ hashText(label)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A number between two bounds. */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** One element of a list that is not empty. */
export function pick<Item>(random: Random, items: readonly [Item, ...Item[]]): Item {
  return items[Math.floor(random() * items.length)] ?? items[0];
}
