import { setTimeout as sleep } from "node:timers/promises";

/** Local cron triggers never fire: calls the scheduled handler every minute until the signal. */
export async function callSchedule(origin: string, signal: AbortSignal): Promise<void> {
  const url = `${origin}/cdn-cgi/local/scheduled?cron=*+*+*+*+*`;
  while (!signal.aborted) {
    try {
      await sleep(60_000, null, { signal });
      await (await fetch(url, { signal })).arrayBuffer();
    } catch {
      // A minute missed while the edge restarts is made up for by the next one.
    }
  }
}
