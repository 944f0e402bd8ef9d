import type { Context } from "hono";
import type { Account } from "../../domain/accounts/account-store.ts";
import { DomainError } from "../../domain/errors.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { requireAccount } from "../../http/authenticate.ts";
import { presentConnectionError } from "./convert.ts";
import { SubscribeMessage } from "./schemas.ts";

const SUBSCRIBE_MILLISECONDS = 10_000;
const MAXIMUM_MESSAGE_CHARACTERS = 64 * 1024;
const MAXIMUM_MESSAGES_PER_SECOND = 20;
const POLICY_VIOLATION = 1008;
const MESSAGE_TOO_BIG = 1009;

/**
 * The `/notifications` socket (document 000). The first message must be `subscribe` within 10 s;
 * nothing is sent before it was authenticated. From then on this Worker only passes on what the
 * account's feed sends, so a deploy that cuts the socket loses nothing: `after` replays it.
 */
export function openNotifications(context: Context<AppEnv>): Response {
  if (context.req.header("upgrade")?.toLowerCase() !== "websocket") {
    throw new DomainError("invalid-request", "This address is a WebSocket. Please upgrade.");
  }
  const { 0: client, 1: socket } = new WebSocketPair();
  socket.accept();
  const listener = new NotificationListener(context, socket);
  socket.addEventListener("message", (message) => listener.receive(message.data));
  socket.addEventListener("close", () => listener.end());
  return new Response(null, { status: 101, webSocket: client });
}

class NotificationListener {
  readonly #context: Context<AppEnv>;
  readonly #socket: WebSocket;
  readonly #timer: ReturnType<typeof setTimeout>;
  #feed: WebSocket | null = null;
  #subscribing = false;
  #windowStart = 0;
  #messagesInWindow = 0;

  constructor(context: Context<AppEnv>, socket: WebSocket) {
    this.#context = context;
    this.#socket = socket;
    this.#timer = setTimeout(() => {
      if (!this.#subscribing)
        this.#refuse("The first message must be subscribe, within 10 seconds.");
    }, SUBSCRIBE_MILLISECONDS);
  }

  receive(data: string | ArrayBuffer): void {
    const size = typeof data === "string" ? data.length : data.byteLength;
    if (size > MAXIMUM_MESSAGE_CHARACTERS) return this.#close(MESSAGE_TOO_BIG, "Message too big.");
    if (this.#isTooFast()) return this.#close(POLICY_VIOLATION, "Too many messages.");
    // Once subscribed there is nothing to say; a heartbeat of any form is fine.
    if (this.#subscribing) return undefined;
    this.#subscribing = true;
    this.#subscribe(data).catch((error: unknown) => {
      const known = error instanceof DomainError;
      if (!known) console.error({ message: "notifications failed", error: String(error) });
      this.#refuse(known ? error.message : "The connection could not be served.");
    });
    return undefined;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#feed?.close(1000, "The listener is gone.");
  }

  async #subscribe(data: string | ArrayBuffer): Promise<void> {
    const message = parseSubscribe(data);
    const account = await this.#authenticate(message.api_key);
    const feedName = `account:${account.id}`;
    const bindings = this.#context.var;
    const after =
      message.after ?? (await bindings.services.feeds.ofAccount(account.id).read(0, 0)).lastSeq;
    const feed = await bindings.openFeedSocket({
      feed: feedName,
      presenter: "render-video",
      accountId: account.id,
      origin: bindings.origin,
      options: { progress: message.progress },
      cursor: after,
    });
    this.#feed = feed;
    feed.accept();
    feed.addEventListener("message", (event) => this.#socket.send(event.data));
    feed.addEventListener("close", (event) => this.#close(event.code, event.reason));
  }

  #authenticate(apiKey: string): Promise<Account> {
    const headers = new Headers({ authorization: `Bearer ${apiKey}` });
    const { services, auth } = this.#context.var;
    return requireAccount(services, auth, headers, "jobs:read");
  }

  #isTooFast(): boolean {
    const now = this.#context.get("services").clock.now();
    if (now - this.#windowStart >= 1000) {
      this.#windowStart = now;
      this.#messagesInWindow = 0;
    }
    this.#messagesInWindow += 1;
    return this.#messagesInWindow > MAXIMUM_MESSAGES_PER_SECOND;
  }

  #refuse(message: string): void {
    this.#socket.send(JSON.stringify(presentConnectionError(message)));
    this.#close(POLICY_VIOLATION, "Not subscribed.");
  }

  #close(code: number, reason: string): void {
    clearTimeout(this.#timer);
    // 1005 and 1006 say that there was no close frame; they must not be sent.
    this.#socket.close(code === 1005 || code === 1006 ? 1012 : code, reason);
  }
}

function parseSubscribe(data: string | ArrayBuffer) {
  try {
    if (typeof data === "string") return SubscribeMessage.parse(JSON.parse(data));
  } catch {
    // Said below, in the same words for every kind of wrong message.
  }
  throw new DomainError(
    "invalid-request",
    'The first message must be {"type":"subscribe","api_key":"…"}.',
  );
}
