import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits until GET /healthz answers 200.
 * Throws an Error after the given time, or the signal's reason when it aborts.
 */
export async function waitForHealth(
  origin: string,
  limitSeconds: number,
  signal: AbortSignal,
): Promise<void> {
  const started = performance.now();
  let last = "no answer";
  while (performance.now() - started < limitSeconds * 1000) {
    try {
      const answer = await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(5000) });
      await answer.arrayBuffer();
      if (answer.ok) return;
      last = `status ${answer.status}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await sleep(200, null, { signal });
  }
  throw new Error(`the edge is not healthy after ${limitSeconds} s (${last})`);
}
