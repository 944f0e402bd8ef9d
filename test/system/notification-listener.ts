import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { LocalDeployment } from "../../scripts/local/start-fleet.ts";

const Notification = z.looseObject({
  type: z.string(),
  seq: z.int().optional(),
  job_id: z.string().nullish(),
});
export type Notification = z.infer<typeof Notification>;

/** A client of `/notifications` that reconnects whenever it is cut off. */
export type NotificationListener = {
  /** Everything logged, in the order it came; live progress is left out. */
  readonly received: readonly Notification[];
  /** How often a connection was opened. */
  connections(): number;
  /** Waits for a notification. Throws after the limit. */
  waitFor(isWished: (one: Notification) => boolean, limitSeconds: number): Promise<Notification>;
  close(): void;
};

const reconnectMilliseconds = 300;

/** Listens to all that an account's feed logs from its beginning, resuming with `after`. */
export function listenToNotifications(deployment: LocalDeployment): NotificationListener {
  const url = `${deployment.origin.replace(/^http/, "ws")}/notifications`;
  const received: Notification[] = [];
  let socket: WebSocket;
  let connections = 0;
  let closed = false;
  let after = 0;

  function connect(): void {
    if (closed) return;
    socket = new WebSocket(url);
    socket.addEventListener("open", () => {
      connections += 1;
      const { apiKey } = deployment;
      socket.send(JSON.stringify({ type: "subscribe", api_key: apiKey, progress: true, after }));
    });
    socket.addEventListener("message", ({ data }) => {
      const notification = Notification.parse(JSON.parse(String(data)));
      if (notification.type === "progress") return;
      received.push(notification);
      after = notification.seq ?? after;
    });
    socket.addEventListener("close", () => setTimeout(connect, reconnectMilliseconds));
  }

  connect();
  return {
    received,
    connections: () => connections,
    async waitFor(isWished, limitSeconds) {
      const started = performance.now();
      while (performance.now() - started < limitSeconds * 1000) {
        const found = received.find(isWished);
        if (found) return found;
        await sleep(100);
      }
      throw new Error(`no such notification came; what came is ${JSON.stringify(received)}`);
    },
    close() {
      closed = true;
      socket.close();
    },
  };
}
