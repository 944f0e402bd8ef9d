import { MAXIMUM_UNSENT_BYTES } from "#contracts/limits.ts";

const KEEP_ALIVE_MILLISECONDS = 15_000;
/** How long a browser waits before it comes back with the last id it saw. */
const RETRY_MILLISECONDS = 2_000;

const HEADERS = {
  "cache-control": "no-store",
  "content-type": "text/event-stream; charset=utf-8",
  "x-accel-buffering": "no",
};

/** The id of an event after which nothing will ever come: a client that has it is told to stop. */
export const END_ID = "end";

/**
 * Passes on what a feed's socket sends as server-sent events. The Worker holds the stream, so the
 * feed object can hibernate; a reader for whom too much waits is cut off and comes back with its
 * last id.
 */
export function streamEvents(feed: WebSocket): Response {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  let unsentBytes = 0;
  const write = (text: string): void => {
    const bytes = encoder.encode(text);
    unsentBytes += bytes.byteLength;
    if (unsentBytes > MAXIMUM_UNSENT_BYTES) return stop("The listener reads too slowly.");
    writer.write(bytes).then(
      () => {
        unsentBytes -= bytes.byteLength;
      },
      () => stop("The listener is gone."),
    );
    return undefined;
  };
  const keepAlive = setInterval(() => write(": keep-alive\n\n"), KEEP_ALIVE_MILLISECONDS);
  const stop = (reason: string): void => {
    clearInterval(keepAlive);
    writer.abort(reason).catch(() => undefined);
    feed.close(1000, reason);
  };
  feed.addEventListener("message", ({ data }) => {
    if (typeof data === "string") write(formatEvent(data));
  });
  feed.addEventListener("close", () => {
    clearInterval(keepAlive);
    // Whatever was written before goes out first.
    writer.close().catch(() => undefined);
    feed.close();
  });
  write(`retry: ${RETRY_MILLISECONDS}\n\n`);
  feed.accept();
  return new Response(readable, { headers: HEADERS });
}

/** A stream of one message that ends at once. */
export function streamOnce(message: { type: string }): Response {
  return new Response(formatEvent(JSON.stringify(message), END_ID), { headers: HEADERS });
}

/** The answer to HEAD: what a stream's headers are. */
export function streamHeaders(): Response {
  return new Response(null, { headers: HEADERS });
}

/** `id:` is the `seq`, where the message has one; a browser sends it back as Last-Event-ID. */
function formatEvent(json: string, id?: string): string {
  const { type, seq } = JSON.parse(json) as { type: string; seq?: number };
  const named = id ?? (seq === undefined ? null : String(seq));
  return `${named === null ? "" : `id: ${named}\n`}event: ${type}\ndata: ${json}\n\n`;
}
