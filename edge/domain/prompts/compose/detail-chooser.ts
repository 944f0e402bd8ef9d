import { hashText } from "#contracts/prompt/hash-text.ts";

/** Picks from lists so that the same seed picks the same, and each label picks by itself. */
export function createChooser(seed: number): {
  pick<Item>(label: string, items: readonly [Item, ...Item[]]): Item;
  pickAny<Item>(label: string, items: readonly Item[]): Item | undefined;
} {
  const at = (label: string, count: number): number => hashText(`${seed}:${label}`) % count;
  return {
    pick: (label, items) => items[at(label, items.length)] ?? items[0],
    pickAny: (label, items) => (items.length === 0 ? undefined : items[at(label, items.length)]),
  };
}

export type Chooser = ReturnType<typeof createChooser>;
