import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "undici";
import { z } from "zod";
import { HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE } from "#contracts/node-protocol.ts";

const Message = z.object({
  type: z.string(),
  seq: z.int().optional(),
  jobId: z.uuid().optional(),
});

/** A listener that always comes back, and what it noticed. */
export type Follower = {
  readonly name: string;
  lastSeq: () => number;
  connections: () => number;
  /** Jobs whose terminal event came. */
  readonly ended: ReadonlySet<string>;
  /** What came out of order, twice, or after the end. */
  readonly faults: readonly string[];
  close: () => void;
};

const PING_MILLISECONDS = 1000;
const SILENCE_MILLISECONDS = 5000;
const TERMINAL = /^job-(?:completed|failed|cancelled)$/;

/**
 * Listens to a feed over its WebSocket from its first event on, through every broken connection,
 * and holds what it hears against the promise: `seq` rises by one, and nothing follows the end.
 */
export function followFeed(origin: string, path: string, apiKey: string): Follower {
  const faults: string[] = [];
  const ended = new Set<string>();
  let lastSeq = 0;
  let connections = 0;
  const closing = new AbortController();

  function hear(text: string): void {
    const { type, seq, jobId = "" } = Message.parse(JSON.parse(text));
    if (type === "reset") faults.push(`${path}: a reset after seq ${lastSeq}`);
    if (seq === undefined) return;
    if (seq !== lastSeq + 1) faults.push(`${path}: seq ${seq} came after ${lastSeq}`);
    lastSeq = seq;
    if (ended.has(jobId)) faults.push(`${path}: ${type} came after the end of ${jobId}`);
    if (TERMINAL.test(type)) ended.add(jobId);
  }

  /** Listens on one connection until it ends or says nothing for too long. */
  async function listen(): Promise<void> {
    const address = `${origin.replace(/^http/, "ws")}${path}?after=${lastSeq}`;
    const socket = new WebSocket(address, { headers: { authorization: `Bearer ${apiKey}` } });
    const over = new AbortController();
    let heardAt = performance.now();
    const timer = setInterval(() => {
      if (socket.readyState === WebSocket.OPEN) socket.send(HEARTBEAT_REQUEST);
      if (performance.now() - heardAt > SILENCE_MILLISECONDS) over.abort();
    }, PING_MILLISECONDS);
    socket.addEventListener("open", () => (connections += 1));
    socket.addEventListener("close", () => over.abort());
    socket.addEventListener("error", () => over.abort());
    socket.addEventListener("message", ({ data }) => {
      heardAt = performance.now();
      if (!over.signal.aborted && data !== HEARTBEAT_RESPONSE) hear(String(data));
    });
    const signal = AbortSignal.any([over.signal, closing.signal]);
    if (!signal.aborted) await once(signal, "abort");
    over.abort();
    clearInterval(timer);
    socket.close();
  }

  async function loop(): Promise<void> {
    while (!closing.signal.aborted) {
      await listen();
      // A job's feed closes the line when all was told.
      if (path.includes("/jobs/") && ended.size > 0) return;
      await sleep(200 + 300 * Math.random(), null, { signal: closing.signal }).catch(() => null);
    }
  }

  void loop();
  return {
    name: path,
    faults,
    ended,
    lastSeq: () => lastSeq,
    connections: () => connections,
    close: () => closing.abort(),
  };
}
