/** A request's work after its answer is cut off after 30 s on the platform: stop well before. */
const SHIFT_MILLISECONDS = 10_000;

type GathererOptions = {
  /** Unix milliseconds. */
  now: () => number;
  itemsAtOnce: number;
  /** Waited for before the first round: the time in which items come together. */
  gather?: () => Promise<void>;
};

/**
 * Lets the requests of one isolate share work: while one of them works, the others only leave their
 * items, which it takes along in its next round. Items are plain data, so no request awaits what is
 * another's. What waits is lost with the isolate: only for work that somebody repairs.
 */
export class WorkGatherer<Item> {
  readonly #options: GathererOptions;
  #waiting: Item[] = [];
  #shiftEndsAt = 0;

  constructor(options: GathererOptions) {
    this.#options = options;
  }

  /**
   * Leaves items, and works until nothing waits, unless another request does that already.
   *
   * @returns what still waits when the shift is over and nobody works any more.
   */
  async add(items: readonly Item[], work: (items: Item[]) => Promise<unknown>): Promise<Item[]> {
    const { now, itemsAtOnce, gather } = this.#options;
    this.#waiting.push(...items);
    // A worker that is past its shift was cut off: its items went with it, the rest are here.
    if (now() < this.#shiftEndsAt) return [];
    const shiftEndsAt = now() + SHIFT_MILLISECONDS;
    this.#shiftEndsAt = shiftEndsAt;
    try {
      await gather?.();
      while (this.#waiting.length > 0 && now() < shiftEndsAt) {
        await work(this.#waiting.splice(0, itemsAtOnce));
      }
      return this.#shiftEndsAt === shiftEndsAt ? this.#waiting.splice(0) : [];
    } finally {
      if (this.#shiftEndsAt === shiftEndsAt) this.#shiftEndsAt = 0;
    }
  }
}
