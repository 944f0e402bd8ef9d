import { DurableObject } from "cloudflare:workers";
import type { FeedEvent, ProgressSnapshot } from "#contracts/events.ts";
import { HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE } from "#contracts/node-protocol.ts";
import { composeFeedPorts, type Env, type FeedPorts } from "../composition.ts";
import { FeedLog } from "../domain/feeds/feed-log.ts";
import { FeedRelay } from "../domain/feeds/feed-relay.ts";
import type { FeedPresenter, FeedSubscriber } from "../domain/feeds/feed-subscriber.ts";
import type { FeedSubscription } from "../domain/feeds/feed-subscription.ts";
import type { FeedAudience, FeedPage } from "../domain/ports.ts";
import { SocketLimits } from "../domain/feeds/socket-limits.ts";
import { createLocalSql } from "./local-sql.ts";
import { wakeAlarmAt } from "./wake-alarm.ts";

/** Header in which the Worker hands a subscription over with the upgrade. */
export const SUBSCRIPTION_HEADER = "x-feed-subscription";

/**
 * The feed of one job (`job:{id}`), batch or account. This shell owns storage, sockets and the
 * alarm; the log, what a subscriber is sent and what is forwarded are domain code.
 */
export class Feed extends DurableObject<Env> {
  readonly #relay: FeedRelay<WebSocket>;
  readonly #ports: FeedPorts;
  readonly #presenters = new WeakMap<WebSocket, FeedPresenter>();
  readonly #limits = new WeakMap<WebSocket, SocketLimits>();

  constructor(context: DurableObjectState, env: Env) {
    super(context, env);
    // A listener's heartbeat is answered without waking the object.
    context.setWebSocketAutoResponse(
      new WebSocketRequestResponsePair(HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE),
    );
    const afterAnswer = (work: Promise<unknown>) => context.waitUntil(work);
    this.#ports = composeFeedPorts(env, afterAnswer);
    const jobId = /^job:(.+)$/.exec(context.id.name ?? "")?.[1] ?? null;
    const log = new FeedLog(createLocalSql(context.storage), this.#ports.clock, jobId !== null);
    this.#relay = new FeedRelay(log, {
      clock: this.#ports.clock,
      sockets: () => context.getWebSockets(),
      subscriberOf: (socket) => this.#subscriberOf(socket),
      isOpen: (socket) => socket.readyState === WebSocket.READY_STATE_OPEN,
      readRunning: () => this.#ports.readRunning(context.id.name ?? ""),
      readBeginning: async () => (jobId === null ? null : this.#ports.readBeginning(jobId)),
      feedNamed: (name) => this.#ports.feedNamed(name),
      wakeAt: (time) => wakeAlarmAt(context.storage, time),
      afterAnswer,
      pause: this.#ports.pause,
      deleteStorage: () => context.storage.deleteAll(),
    });
  }

  append(audience: FeedAudience | null, events: readonly FeedEvent[]): Promise<boolean> {
    return this.#relay.append(audience, events);
  }

  report(
    audience: FeedAudience,
    events: readonly FeedEvent[],
    snapshot: ProgressSnapshot,
  ): Promise<boolean> {
    return this.#relay.report(audience, events, snapshot);
  }

  progress(snapshot: ProgressSnapshot): Promise<void> {
    return this.#relay.progress(snapshot);
  }

  listen(): Promise<void> {
    return this.#relay.listen();
  }

  read(after: number, limit: number): Promise<FeedPage> {
    return this.#relay.read(after, limit);
  }

  forgetBefore(time: number): Promise<void> {
    return this.#relay.forgetBefore(time);
  }

  forget(): Promise<void> {
    return this.#relay.forget();
  }

  /** Opens a listener's socket; the Worker has authenticated it and says how it listens. */
  override fetch(request: Request): Response {
    const header = request.headers.get(SUBSCRIPTION_HEADER);
    if (header === null) return new Response(null, { status: 400 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    server.serializeAttachment(JSON.parse(header) as FeedSubscription);
    this.ctx.waitUntil(this.#relay.greet(server));
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Listeners have nothing to say; a heartbeat of any form is fine, a flood is not. */
  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    const limits = this.#limits.get(socket) ?? new SocketLimits(this.#ports.clock);
    this.#limits.set(socket, limits);
    const fault = limits.judge(message);
    if (fault) socket.close(fault.code, fault.reason);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    // 1005 and 1006 say that there was no close frame; they must not be sent.
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  override alarm(): Promise<void> {
    return this.#relay.alarm();
  }

  #subscriberOf(socket: WebSocket): FeedSubscriber {
    const subscription = socket.deserializeAttachment() as FeedSubscription;
    return {
      cursor: () => subscription.cursor,
      moveCursor: (seq) => {
        subscription.cursor = seq;
        socket.serializeAttachment(subscription);
      },
      unsentBytes: () => socket.bufferedAmount,
      send: (text) => socket.send(text),
      close: (code, reason) => socket.close(code, reason),
      present: this.#presenterOf(socket, subscription),
    };
  }

  #presenterOf(socket: WebSocket, subscription: FeedSubscription): FeedPresenter {
    const known = this.#presenters.get(socket);
    if (known) return known;
    const made = this.#ports.createPresenter(subscription);
    this.#presenters.set(socket, made);
    return made;
  }
}
