import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export type ReceivedRequest = { url: string; headers: Record<string, string>; body: string };

/** A far server on this machine: what it was sent, where it is, and how it ends. */
export type Receiver = { received: ReceivedRequest[]; origin: string; close: () => void };

/** Listens on loopback and answers each request, once its body was read, as `answer` does. */
export async function receiveRequests(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Receiver> {
  const received: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      received.push({ url: request.url ?? "", headers: Object.fromEntries(headers), body });
      answer(request, response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    received,
    origin: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
