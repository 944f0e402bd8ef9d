import { pause } from "../clock.ts";
import { randomFraction } from "../random.ts";
import { EdgeError } from "./edge-error.ts";

/** The one place that decides whether a call may be sent again. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof EdgeError)) return false;
  switch (error.kind) {
    case "network":
      return true;
    case "refused":
      return error.status === 429 || error.status >= 500;
    case "unreadable":
      return false;
  }
}

const baseMilliseconds = 500;
const capMilliseconds = 15_000;

/** Full jitter: evenly between nothing and the doubled bound, but never before Retry-After. */
export function backOffMilliseconds(attempt: number, error: unknown): number {
  const bound = Math.min(capMilliseconds, baseMilliseconds * 2 ** Math.min(attempt, 20));
  const wished = error instanceof EdgeError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
  return Math.max(randomFraction() * bound, Math.min(wished, 60_000));
}

export interface RetryOptions {
  readonly signal: AbortSignal;
  readonly maximumAttempts?: number;
  /** Asked before each new attempt; false ends the retries with the last error. */
  readonly mayContinue?: () => boolean;
  readonly onRetry?: (error: unknown, attempt: number) => void;
}

/** Calls until it succeeds, fails for good, or may not go on; then throws the last error. */
export async function retry<Answer>(
  call: () => Promise<Answer>,
  options: RetryOptions,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      const usedUp = attempt >= (options.maximumAttempts ?? Number.POSITIVE_INFINITY);
      if (options.signal.aborted || usedUp || !isRetryable(error)) throw error;
      options.onRetry?.(error, attempt);
      await pause(backOffMilliseconds(attempt, error), options.signal);
      if (options.signal.aborted || options.mayContinue?.() === false) throw error;
    }
  }
}
