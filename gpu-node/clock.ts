/** The only place that reads time. Monotonic, so that a set wall clock never ends or keeps a lease. */
export function monotonicMilliseconds(): number {
  return performance.now();
}

/** Resolves after the time, or at once when the signal fires; it never rejects. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, Math.max(0, milliseconds));
    signal.addEventListener("abort", finish, { once: true });
  });
}

/** Unix milliseconds, for the age of files alone: a wall clock may be set at any time. */
export function wallClockMilliseconds(): number {
  return Date.now();
}
