import { RATE_WINDOW_SECONDS } from "#contracts/limits.ts";

const WINDOW_MILLISECONDS = RATE_WINDOW_SECONDS * 1000;
/** Past this many counters the oldest is forgotten: memory stays bounded whoever calls. */
const COUNTERS_KEPT = 20_000;

/** What is left of a budget. */
export type RateState = { allowed: boolean; remaining: number; resetSeconds: number };

/**
 * Counts requests in windows of a minute, in this isolate's memory alone. A window begins with its
 * first request, so `resetSeconds` is exact: then the whole budget is there again.
 */
export class RateLimiter {
  readonly #windows = new Map<string, { startedAt: number; used: number }>();

  /** Spends one request of a budget; a refused one spends nothing. */
  take(key: string, limit: number, now: number): RateState {
    const window = this.#open(key, now);
    const allowed = window.used < limit;
    if (allowed) window.used += 1;
    return stateOf(window, limit, allowed, now);
  }

  /** Whether a budget has anything left, spending nothing. */
  peek(key: string, limit: number, now: number): RateState {
    const window = this.#windows.get(key);
    if (!window || isOver(window, now)) {
      return { allowed: limit > 0, remaining: limit, resetSeconds: RATE_WINDOW_SECONDS };
    }
    return stateOf(window, limit, window.used < limit, now);
  }

  /** Spends all that is left, because somebody who sees more said so. */
  exhaust(key: string, now: number): void {
    this.#open(key, now).used = Number.POSITIVE_INFINITY;
  }

  #open(key: string, now: number) {
    const known = this.#windows.get(key);
    if (known && !isOver(known, now)) return known;
    // Set anew, so that the map stays in the order in which windows began.
    this.#windows.delete(key);
    const window = { startedAt: now, used: 0 };
    this.#windows.set(key, window);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > COUNTERS_KEPT && oldest !== undefined) this.#windows.delete(oldest);
    return window;
  }
}

function isOver(window: { startedAt: number }, now: number): boolean {
  return now - window.startedAt >= WINDOW_MILLISECONDS;
}

function stateOf(
  window: { startedAt: number; used: number },
  limit: number,
  allowed: boolean,
  now: number,
): RateState {
  return {
    allowed,
    remaining: Math.max(0, limit - window.used),
    resetSeconds: Math.ceil((window.startedAt + WINDOW_MILLISECONDS - now) / 1000),
  };
}
