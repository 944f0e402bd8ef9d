import type { Clock, Pause } from "../domain/ports.ts";

/** The server's clock. On Workers it stands still while code runs without waiting. */
export const systemClock: Clock = { now: () => Date.now() };

export const pause: Pause = (milliseconds) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
