import { Pool } from "undici";
import { groupProcessorMilliseconds, waitUntilQuiet } from "./process-load.ts";
import type { Target } from "./start-deployments.ts";

/** What one round of requests cost. */
export type Round = {
  latenciesMilliseconds: number[];
  requestsPerSecond: number;
  /** Processor time for each request, with all that follows its answer. */
  processorMilliseconds: number;
};

/**
 * Sends `requests` submissions, `concurrency` at a time, each as soon as one before it is answered;
 * then waits until the Worker rests. Throws when one is not answered with 200.
 */
export async function runLoad(
  target: Target,
  load: { requests: number; concurrency: number; body: object },
): Promise<Round> {
  const url = new URL(target.url);
  const pool = new Pool(url.origin, { connections: load.concurrency });
  const body = JSON.stringify(load.body);
  const headers = { ...target.headers, "content-type": "application/json" };
  const latenciesMilliseconds: number[] = [];
  let left = load.requests;

  async function caller(): Promise<void> {
    while (left > 0) {
      left -= 1;
      const sent = performance.now();
      const answer = await pool.request({ path: url.pathname, method: "POST", headers, body });
      const text = await answer.body.text();
      latenciesMilliseconds.push(performance.now() - sent);
      if (answer.statusCode !== 200) {
        throw new Error(`${target.name} answered ${answer.statusCode}: ${text.slice(0, 300)}`);
      }
    }
  }

  try {
    const processorBefore = groupProcessorMilliseconds(target.processGroup());
    const started = performance.now();
    await Promise.all(Array.from({ length: load.concurrency }, caller));
    const seconds = (performance.now() - started) / 1000;
    await waitUntilQuiet(target.processGroup());
    const processor = groupProcessorMilliseconds(target.processGroup()) - processorBefore;
    return {
      latenciesMilliseconds,
      requestsPerSecond: load.requests / seconds,
      processorMilliseconds: processor / load.requests,
    };
  } finally {
    await pool.close();
  }
}
