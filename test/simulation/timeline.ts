import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../edge/domain/ports.ts";

type Step = { time: number; order: number; work: () => void };

/** When every simulation begins, Unix milliseconds. */
export const START = 1_800_000_000_000;

/**
 * Simulated time. Steps run one at a time in the order of their times; between two of them every
 * promise that can go on does, so a run depends on nothing but the times and the seed.
 */
export class Timeline implements Clock {
  readonly #heap: Step[] = [];
  #now = START;
  #order = 0;
  stepCount = 0;

  now(): number {
    return this.#now;
  }

  at(time: number, work: () => void): void {
    this.#order += 1;
    this.#push({ time: Math.max(Math.round(time), this.#now), order: this.#order, work });
  }

  after(milliseconds: number, work: () => void): void {
    this.at(this.#now + milliseconds, work);
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Runs steps until `done`, until none is left, or until the clock has passed `end`. */
  async run(done: () => boolean, end: number): Promise<void> {
    await setImmediate();
    while (!done()) {
      const step = this.#heap[0];
      if (!step || step.time > end) {
        this.#now = Math.max(this.#now, end);
        return;
      }
      this.#pop();
      this.#now = step.time;
      this.stepCount += 1;
      step.work();
      await setImmediate();
    }
  }

  #push(step: Step): void {
    const heap = this.#heap;
    let index = heap.push(step) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(step, heap[parent] as Step)) break;
      heap[index] = heap[parent] as Step;
      index = parent;
    }
    heap[index] = step;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right && isBefore(right, heap[child] as Step)) child += 1;
      if (!isBefore(heap[child] as Step, last)) break;
      heap[index] = heap[child] as Step;
      index = child;
    }
    heap[index] = last;
  }
}

function isBefore(one: Step, other: Step): boolean {
  return one.time < other.time || (one.time === other.time && one.order < other.order);
}
