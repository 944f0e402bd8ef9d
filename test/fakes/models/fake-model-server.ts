import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { acceptWebSocket, type AcceptedWebSocket } from "../accept-websocket.ts";

export interface ModelRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  /** True once the client has gone away before it was answered. */
  isAbandoned: boolean;
}

export type ModelAnswer = (request: ModelRequest, response: ServerResponse) => void | Promise<void>;

/** A far model server on loopback: every request is kept, and the test says how each is answered. */
export class FakeModelServer {
  readonly requests: ModelRequest[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly sockets = new Map<string, AcceptedWebSocket>();
  answer: ModelAnswer;

  constructor(answer: ModelAnswer) {
    this.answer = answer;
    // By its path, every socket is let in.
    this.#server.on("upgrade", (request, socket) => {
      this.sockets.set(
        request.url ?? "",
        acceptWebSocket(request, socket, () => {}),
      );
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Requests of one kind, as `POST /v1/infer`. */
  calls(start: string): ModelRequest[] {
    return this.requests.filter(({ method, path }) => `${method} ${path}`.startsWith(start));
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets.values()) socket.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = "", url = "", headers } = incoming;
    const request = { method, path: url, headers, body: Buffer.concat(chunks), isAbandoned: false };
    response.on("close", () => {
      if (!response.writableEnded) request.isAbandoned = true;
    });
    this.requests.push(request);
    await this.answer(request, response);
  }
}

export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

export function jsonOf({ body }: ModelRequest): Record<string, unknown> {
  return JSON.parse(body.toString()) as Record<string, unknown>;
}
