import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

export const RECEIVER_KINDS = [
  "good",
  "slow",
  "flaky",
  "endless",
  "hanging",
  "redirecting",
  "gone",
  "resetting",
  "garbage",
] as const;
export type ReceiverKind = (typeof RECEIVER_KINDS)[number];

/** Receivers at which nothing may be lost. */
export const WORKING_KINDS: ReadonlySet<ReceiverKind> = new Set([
  "good",
  "slow",
  "flaky",
  "endless",
]);

const SLOW_MILLISECONDS = 300;
const CHUNK = "x".repeat(16_384);

/** A far server of one kind, and what it saw. */
export type HostileReceiver = {
  kind: ReceiverKind;
  origin: string;
  /** Ids of the webhooks that it answered with success. */
  taken: Set<string>;
  requests: number;
  /** Requests whose signature the reference library does not accept. */
  unverified: number;
  /** Secrets that sign what comes to a path; set once they are known. */
  secrets: Map<string, string>;
  close: () => void;
};

/** Listens on loopback as a receiver of that kind does. */
export async function startReceiver(kind: ReceiverKind): Promise<HostileReceiver> {
  const server = createServer((request, response) => {
    void text(request).then(
      (body) => {
        const id = String(request.headers["webhook-id"]);
        receiver.requests += 1;
        if (!isVerified(receiver, request.url ?? "", body, request.headers)) {
          receiver.unverified += 1;
        }
        const isFirst = !seen.has(id);
        seen.add(id);
        answer(receiver, id, isFirst, response);
      },
      () => request.destroy(),
    );
  });
  const seen = new Set<string>();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const receiver: HostileReceiver = {
    kind,
    origin: `http://127.0.0.1:${port}`,
    taken: new Set(),
    requests: 0,
    unverified: 0,
    secrets: new Map(),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return receiver;
}

function isVerified(
  receiver: HostileReceiver,
  path: string,
  body: string,
  headers: Record<string, unknown>,
): boolean {
  // A path without a secret is one that nobody was told of: a redirect was followed.
  const secret = receiver.secrets.get(path);
  if (secret === undefined) return false;
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

function answer(
  receiver: HostileReceiver,
  id: string,
  isFirst: boolean,
  response: ServerResponse,
): void {
  const take = (status: number) => {
    receiver.taken.add(id);
    return response.writeHead(status);
  };
  switch (receiver.kind) {
    case "good":
      take(204).end();
      return;
    case "slow":
      setTimeout(() => take(200).end("at last"), SLOW_MILLISECONDS);
      return;
    case "flaky":
      if (isFirst) response.writeHead(500).end("not now");
      else take(200).end();
      return;
    case "endless":
      pour(take(200));
      return;
    case "hanging":
      return;
    case "redirecting":
      response.writeHead(302, { location: "/elsewhere" }).end();
      return;
    case "gone":
      response.writeHead(410).end();
      return;
    case "resetting":
      response.socket?.resetAndDestroy();
      return;
    case "garbage":
      response.socket?.end("this is not HTTP\r\n\r\n\0\u0001\u0002");
      return;
  }
}

/** Writes for as long as anybody reads. */
function pour(response: ServerResponse): void {
  const go = () => {
    while (!response.destroyed && response.write(CHUNK));
  };
  response.on("drain", go).on("error", () => response.destroy());
  go();
}
