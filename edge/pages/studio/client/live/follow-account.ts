import ReconnectingWebSocket from "partysocket/ws";
import type { StreamMessage } from "../../../../dialects/native/event-views.ts";
import type { Api } from "../api/request.ts";

/** How this page hears of changes now. */
export type Liveness = "connecting" | "live" | "polling" | "offline";

export type AccountListener = {
  message: (message: StreamMessage) => void;
  /** Reads everything anew: after a connection was made, and at every poll without one. */
  reload: () => Promise<void>;
  liveness: (liveness: Liveness) => void;
};

const POLL_MILLISECONDS = 3000;
/** So many attempts in a row that fail, and the page polls while it goes on trying. */
const FAILURES_BEFORE_POLLING = 2;

/**
 * Follows the account's events over a WebSocket that replays what was missed, opened by a
 * single-use ticket; polls while none can be had.
 *
 * @returns ends it.
 */
export function followAccount(api: Api, listener: AccountListener): () => void {
  let lastSeq: number | null = null;
  let failures = 0;
  let poller: ReturnType<typeof setInterval> | null = null;

  const address = async (): Promise<string> => {
    const { ticket } = await api.json<{ ticket: string }>("/api/v2/tickets", { method: "POST" });
    const url = new URL("/api/v2/events", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("ticket", ticket);
    if (lastSeq !== null) url.searchParams.set("after", String(lastSeq));
    return url.href;
  };

  const poll = async () => {
    try {
      await listener.reload();
      listener.liveness("polling");
    } catch {
      listener.liveness("offline");
    }
  };
  const startPolling = () => {
    if (poller !== null) return;
    poller = setInterval(() => void poll(), POLL_MILLISECONDS);
    void poll();
  };
  const stopPolling = () => {
    if (poller !== null) clearInterval(poller);
    poller = null;
  };

  const socket = new ReconnectingWebSocket(address, null, {
    connectionTimeout: 8000,
    minReconnectionDelay: 400,
    maxReconnectionDelay: 15_000,
    maxEnqueuedMessages: 0,
  });
  const fail = () => {
    failures += 1;
    if (failures >= FAILURES_BEFORE_POLLING) startPolling();
    else listener.liveness("connecting");
  };
  socket.addEventListener("open", () => {
    failures = 0;
    stopPolling();
    listener.liveness("live");
    // What this page showed before may be older than what the socket replays.
    listener.reload().catch(() => undefined);
  });
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data)) as StreamMessage;
    if (message.type !== "progress") lastSeq = message.seq;
    if (message.type === "reset") listener.reload().catch(() => undefined);
    else listener.message(message);
  });
  socket.addEventListener("close", fail);
  // A ticket that could not be had closes nothing.
  socket.addEventListener("error", () => {
    if (socket.readyState !== socket.CLOSING) fail();
  });
  return () => {
    stopPolling();
    socket.close();
  };
}
