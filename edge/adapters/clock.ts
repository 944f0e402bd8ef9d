import type { Clock } from "../domain/ports.ts";

/** The server's clock. On Workers it stands still while code runs without waiting. */
export const systemClock: Clock = { now: () => Date.now() };

/** Resolves after the time; in a request's life only. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
