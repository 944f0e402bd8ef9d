import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

/** Who asks, and where. */
export type Access = { origin: string; apiKey: string };

/** A body that can be sent again: JSON, or a form made anew for each attempt. */
export type Body = { json: object } | { form: () => FormData };

const ATTEMPT_MILLISECONDS = 15_000;
const LIMIT_MILLISECONDS = 120_000;

/**
 * Asks as a careful client does: a POST has an idempotency key and is sent again, with the same
 * key, until it is answered. Throws an Error with the edge's words when the answer is a refusal.
 */
export async function ask(
  { origin, apiKey }: Access,
  method: "GET" | "POST",
  path: string,
  body?: Body,
): Promise<unknown> {
  const end = performance.now() + LIMIT_MILLISECONDS;
  const key = randomUUID();
  for (;;) {
    let last: string;
    try {
      const answer = await fetch(origin + path, {
        method,
        headers: {
          authorization: `Bearer ${apiKey}`,
          ...(method === "POST" && { "idempotency-key": key }),
          ...(body && "json" in body && { "content-type": "application/json" }),
        },
        ...(body && { body: "json" in body ? JSON.stringify(body.json) : body.form() }),
        signal: AbortSignal.timeout(ATTEMPT_MILLISECONDS),
      });
      const text = await answer.text();
      if (answer.ok) return JSON.parse(text) as unknown;
      last = `${method} ${path} answered ${answer.status}: ${text.slice(0, 300)}`;
      // 409: an attempt whose answer was lost is still being worked on.
      const isPassing = answer.status >= 500 || answer.status === 429 || answer.status === 409;
      if (!isPassing) throw new Refusal(last);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      last = `${method} ${path}: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (performance.now() > end) throw new Error(`never answered: ${last}`);
    await sleep(300 + 700 * Math.random());
  }
}

/** An answer that no repetition changes. */
class Refusal extends Error {}
