import type { EndedJobs, MonitorStore } from "./monitor-store.ts";

export type EndedMinute = Omit<EndedJobs, "index">;

const MINUTE = 60_000;
/** The minute that is not over, and those before it of which a late commit may still tell. */
const MINUTES_COUNTED = 3;
const NONE = { completed: 0, failed: 0, cancelled: 0, averageWaitMilliseconds: null };

/**
 * Jobs that ended, by minutes. Minutes that are long over are counted once and remembered, so that
 * a screen that looks on all day costs the rows of some minutes, not of an hour, each time.
 */
export class EndedMinutes {
  readonly #settled = new Map<number, EndedMinute>();

  /** The minutes in [since, until), which are whole ones; the last need not be over. */
  async read(store: MonitorStore, since: number, until: number): Promise<EndedMinute[]> {
    for (const startsAt of this.#settled.keys())
      if (startsAt < since) this.#settled.delete(startsAt);
    const settledUntil = until - MINUTES_COUNTED * MINUTE;
    let from = since;
    while (from < settledUntil && this.#settled.has(from)) from += MINUTE;
    const counted = await store.countEnded(from, until, MINUTE);
    const byStart = new Map(
      counted.map(({ index, ...figures }) => [from + index * MINUTE, figures]),
    );
    const known = new Map(this.#settled);
    for (let startsAt = from; startsAt < until; startsAt += MINUTE) {
      const figures = byStart.get(startsAt) ?? NONE;
      known.set(startsAt, figures);
      if (startsAt < settledUntil) this.#settled.set(startsAt, figures);
    }
    return Array.from(
      { length: (until - since) / MINUTE },
      (_, index) => known.get(since + index * MINUTE) ?? NONE,
    );
  }
}
