import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export type Delivery = { body: string; headers: Record<string, string> };

export type WebhookReceiver = {
  url: string;
  /** The next delivery that nobody has asked for yet; waits for it. */
  next(): Promise<Delivery>;
  close(): void;
};

/** Listens for webhooks on this machine and answers each with 204. */
export async function receiveWebhooks(): Promise<WebhookReceiver> {
  const waiting: ((delivery: Delivery) => void)[] = [];
  const arrived: Delivery[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      const delivery = { body, headers: Object.fromEntries(headers) as Record<string, string> };
      response.writeHead(204).end();
      const taker = waiting.shift();
      if (taker) taker(delivery);
      else arrived.push(delivery);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    next() {
      const delivery = arrived.shift();
      if (delivery) return Promise.resolve(delivery);
      return new Promise((resolve) => waiting.push(resolve));
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
