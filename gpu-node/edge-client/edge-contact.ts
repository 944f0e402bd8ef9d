import { monotonicMilliseconds } from "../clock.ts";

/**
 * When the edge last surely heard from this node. Times are those of sending, not of the answer:
 * the edge counts the lease from an earlier moment than the one at which we learn of it.
 */
export class EdgeContact {
  #lastMilliseconds = monotonicMilliseconds();

  /** Notes that a message sent at this monotonic time was answered. */
  heardAt(sentMilliseconds: number): void {
    this.#lastMilliseconds = Math.max(this.#lastMilliseconds, sentMilliseconds);
  }

  ageSeconds(): number {
    return (monotonicMilliseconds() - this.#lastMilliseconds) / 1000;
  }
}
