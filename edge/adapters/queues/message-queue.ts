import type { MessageQueue } from "../../domain/ports.ts";

/** The most messages one `sendBatch` takes. */
const BATCH_MESSAGES = 100;

/** A Cloudflare Queue as a `MessageQueue`. A call that fails half-way may be sent again. */
export function createQueue<Message>(queue: Queue<Message>): MessageQueue<Message> {
  return {
    async send(messages, options) {
      for (let start = 0; start < messages.length; start += BATCH_MESSAGES) {
        const chunk = messages.slice(start, start + BATCH_MESSAGES);
        await queue.sendBatch(
          chunk.map((body) => ({ body, contentType: "json" })),
          options,
        );
      }
    },
  };
}
