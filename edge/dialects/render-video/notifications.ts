import type { Context } from "hono";
import type { Account } from "../../domain/accounts/account-store.ts";
import { DomainError } from "../../domain/errors.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { requireAccount } from "../../http/authenticate.ts";
import { describeFailure } from "../../http/describe-failure.ts";
import { HttpError } from "../../http/http-error.ts";
import {
  judgeBacklog,
  POLICY_VIOLATION,
  SERVICE_RESTART,
  SocketLimits,
} from "../../domain/feeds/socket-limits.ts";
import { watchCredential } from "../../http/watch-credential.ts";
import { presentConnectionError } from "./convert.ts";
import { SubscribeMessage } from "./schemas.ts";

const SUBSCRIBE_MILLISECONDS = 10_000;

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
  socket.addEventListener("error", () => listener.end());
  return new Response(null, { status: 101, webSocket: client });
}

class NotificationListener {
  readonly #context: Context<AppEnv>;
  readonly #socket: WebSocket;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #limits: SocketLimits;
  #feed: WebSocket | null = null;
  #stopWatch: () => void = () => undefined;
  #subscribing = false;
  #ended = false;

  constructor(context: Context<AppEnv>, socket: WebSocket) {
    this.#context = context;
    this.#socket = socket;
    this.#limits = new SocketLimits(context.get("services").clock);
    this.#timer = setTimeout(() => {
      if (!this.#subscribing)
        this.#refuse("The first message must be subscribe, within 10 seconds.");
    }, SUBSCRIBE_MILLISECONDS);
  }

  receive(data: string | ArrayBuffer): void {
    if (this.#ended) return;
    const fault = this.#limits.judge(data);
    if (fault) return this.#close(fault.code, fault.reason);
    // Once subscribed there is nothing to say; a heartbeat of any form is fine.
    if (this.#subscribing) return;
    this.#subscribing = true;
    this.#subscribe(data).catch((error: unknown) => this.#fail(error));
  }

  /** The client is gone, or is to go: nothing is sent any more and nothing is kept. */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#stopWatch();
    this.#feed?.close(1000, "The listener is gone.");
    this.#feed = null;
  }

  async #subscribe(data: string | ArrayBuffer): Promise<void> {
    const message = parseSubscribe(data);
    const check = () => this.#authenticate(message.api_key);
    const account = await check();
    const bindings = this.#context.var;
    const after =
      message.after ?? (await bindings.services.feeds.ofAccount(account.id).read(0, 0)).lastSeq;
    const feed = await bindings.openFeedSocket({
      feed: `account:${account.id}`,
      presenter: "render-video",
      accountId: account.id,
      origin: bindings.origin,
      options: { progress: message.progress },
      cursor: after,
    });
    feed.accept();
    if (this.#ended) return feed.close(1000, "The listener is gone.");
    this.#feed = feed;
    feed.addEventListener("message", (event) => this.#passOn(event.data));
    feed.addEventListener("close", (event) => this.#close(event.code, event.reason));
    this.#stopWatch = watchCredential({
      seconds: bindings.socketCheckSeconds,
      check,
      isRefusal: (error) => error instanceof DomainError,
      end: (error) => this.#fail(error),
    });
  }

  #passOn(data: string | ArrayBuffer): void {
    if (this.#ended) return;
    const fault = judgeBacklog(this.#socket);
    if (fault) this.#close(fault.code, fault.reason);
    else this.#socket.send(data);
  }

  #authenticate(apiKey: string): Promise<Account> {
    const headers = new Headers({ authorization: `Bearer ${apiKey}` });
    const { services, auth } = this.#context.var;
    return requireAccount(services, auth, headers, "jobs:read");
  }

  /** What the client can mend is told and closes with 1008; after anything else it may come back. */
  #fail(error: unknown): void {
    if (error instanceof DomainError) return this.#refuse(error.message);
    if (!(error instanceof HttpError)) {
      console.error({ message: "notifications failed", error: describeFailure(error) });
    }
    this.#tell("The connection could not be served.");
    return this.#close(SERVICE_RESTART, "Please reconnect.");
  }

  #refuse(message: string): void {
    this.#tell(message);
    this.#close(POLICY_VIOLATION, "Not subscribed.");
  }

  #tell(message: string): void {
    if (!this.#ended) this.#socket.send(JSON.stringify(presentConnectionError(message)));
  }

  #close(code: number, reason: string): void {
    if (this.#ended) return;
    this.end();
    // 1005 and 1006 say that there was no close frame; they must not be sent.
    this.#socket.close(code === 1005 || code === 1006 ? SERVICE_RESTART : code, reason);
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
