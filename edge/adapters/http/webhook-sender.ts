import { Webhook } from "standardwebhooks";
import { WEBHOOK_TIMEOUT_SECONDS } from "#contracts/limits.ts";
import type { WebhookSender } from "../../domain/webhooks/webhook-sender.ts";

const SHORTEST_TIMEOUT_MILLISECONDS = 1000;
const ANSWER_BYTES = 1024;
const ERROR_CHARACTERS = 200;

/** What the sender needs of `fetch`. */
export type Fetcher = (url: string, init: RequestInit) => Promise<Response>;

/** The time an answer may take, where times are multiplied with a factor. */
export function webhookTimeoutMilliseconds(factor: number): number {
  return Math.max(WEBHOOK_TIMEOUT_SECONDS * 1000 * factor, SHORTEST_TIMEOUT_MILLISECONDS);
}

/** Sends webhooks as the Standard Webhooks specification says; a redirect is an answer like any other. */
export function createWebhookSender(fetcher: Fetcher, timeoutMilliseconds: number): WebhookSender {
  return {
    async send({ url, deliveryId, secrets, timestampSeconds, body }) {
      const signedAt = new Date(timestampSeconds * 1000);
      // While secrets overlap there is one signature for each, with spaces between them.
      const signature = secrets
        .map((secret) => new Webhook(secret).sign(deliveryId, signedAt, body))
        .join(" ");
      try {
        const response = await fetcher(url, {
          method: "POST",
          redirect: "manual",
          signal: AbortSignal.timeout(timeoutMilliseconds),
          headers: {
            "content-type": "application/json",
            "user-agent": "Framefleet-Webhooks/1",
            "webhook-id": deliveryId,
            "webhook-timestamp": String(timestampSeconds),
            "webhook-signature": signature,
          },
          body,
        });
        await readLittle(response.body);
        return {
          outcome: "answered",
          status: response.status,
          retryAfterSeconds: retryAfter(response.headers.get("retry-after"), timestampSeconds),
        };
      } catch (error) {
        const text = error instanceof Error ? `${error.name}: ${error.message}` : "unknown error";
        return { outcome: "unreachable", error: text.slice(0, ERROR_CHARACTERS) };
      }
    },
  };
}

/** Lets a short answer end by itself, so that the connection can be used again; cuts off a long one. */
async function readLittle(body: ReadableStream<Uint8Array> | null): Promise<void> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    let received = 0;
    while (received < ANSWER_BYTES) {
      const chunk = await reader.read();
      if (chunk.done) return;
      received += chunk.value.byteLength;
    }
    await reader.cancel();
  } catch {
    // The status has been received: how the rest of the answer ends changes nothing.
  }
}

/** RFC 9110, 10.2.3: seconds or an HTTP date. Null when absent or unreadable. */
function retryAfter(value: string | null, nowSeconds: number): number | null {
  if (value === null) return null;
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text);
  // Only dates: Date.parse would also make something of "-5".
  if (!/^[A-Za-z]{3}/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil(at / 1000 - nowSeconds));
}
