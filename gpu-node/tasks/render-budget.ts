import { monotonicMilliseconds } from "../clock.ts";
import { TaskError } from "./task-error.ts";

/** Stops a render that has used up what its account may spend on it. */
export class RenderBudget {
  readonly #endMilliseconds: number;

  /** @param maximumMilliseconds from now on; without it there is no end */
  constructor(maximumMilliseconds = Number.POSITIVE_INFINITY) {
    this.#endMilliseconds = monotonicMilliseconds() + maximumMilliseconds;
  }

  /** Throws `budget-exhausted` when the time is over. */
  check(): void {
    if (monotonicMilliseconds() >= this.#endMilliseconds)
      throw new TaskError("budget-exhausted", "Insufficient VM budget mid-render");
  }

  /** The same items, as long as there is time for them. */
  async *watch<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
    for await (const item of items) {
      this.check();
      yield item;
    }
  }
}
