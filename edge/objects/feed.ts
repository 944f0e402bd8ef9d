import { DurableObject } from "cloudflare:workers";
import type { JobEvent, ProgressSnapshot } from "#contracts/events.ts";
import { FEED_RETENTION_SECONDS } from "#contracts/limits.ts";
import { HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE } from "#contracts/node-protocol.ts";
import { composeFeedPorts, type Env, type FeedPorts } from "../composition.ts";
import { FeedLog } from "../domain/feeds/feed-log.ts";
import {
  pumpSubscriber,
  tellProgress,
  type FeedPresenter,
  type FeedSubscriber,
} from "../domain/feeds/feed-subscriber.ts";
import type { FeedSubscription } from "../domain/feeds/feed-subscription.ts";
import type { FeedAudience, FeedPage } from "../domain/ports.ts";
import { createLocalSql } from "./local-sql.ts";
import { wakeAlarmAt } from "./wake-alarm.ts";

/** Header in which the Worker hands a subscription over with the upgrade. */
export const SUBSCRIPTION_HEADER = "x-feed-subscription";

const MAXIMUM_MESSAGE_BYTES = 64 * 1024;
const MAXIMUM_MESSAGES_PER_SECOND = 20;
const POLICY_VIOLATION = 1008;
const MESSAGE_TOO_BIG = 1009;

const FORWARD_PAGE = 200;
const FORWARD_RETRY_MILLISECONDS = 5_000;

/**
 * The feed of one job (`job:{id}`), batch or account. This shell owns storage, sockets, forwards
 * and the alarm; the log and what a subscriber is sent are domain code.
 */
export class Feed extends DurableObject<Env> {
  readonly #log: FeedLog;
  readonly #jobId: string | null;
  readonly #ports: FeedPorts;
  readonly #presenters = new WeakMap<WebSocket, FeedPresenter>();
  readonly #received = new WeakMap<WebSocket, { startedAt: number; count: number }>();
  readonly #pumping = new WeakMap<WebSocket, "running" | "again">();

  constructor(context: DurableObjectState, env: Env) {
    super(context, env);
    // A listener's heartbeat is answered without waking the object.
    context.setWebSocketAutoResponse(
      new WebSocketRequestResponsePair(HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE),
    );
    this.#ports = composeFeedPorts(env, (work) => context.waitUntil(work));
    this.#jobId = /^job:(.+)$/.exec(context.id.name ?? "")?.[1] ?? null;
    const isJob = this.#jobId !== null;
    this.#log = new FeedLog(createLocalSql(context.storage), this.#ports.clock, isJob);
  }

  /** A job's feed begins with its first event after `job-queued`, or with its first reader. */
  async #begin(): Promise<void> {
    if (this.#jobId === null || this.#log.lastSeq() > 0) return;
    const beginning = await this.#ports.readBeginning(this.#jobId);
    if (!beginning || this.#log.lastSeq() > 0) return;
    this.#log.append(beginning.audience, [beginning.event]);
  }

  /** Appends what is new and tells every listener and every feed above this one. */
  async append(audience: FeedAudience | null, events: readonly JobEvent[]): Promise<void> {
    if (events[0]?.type !== "job-queued") await this.#begin();
    if (this.#log.append(audience, events) === 0) return;
    for (const socket of this.ctx.getWebSockets()) this.#pump(socket);
    this.ctx.waitUntil(this.#forward());
    const closedAt = this.#log.closedAt();
    if (closedAt !== null) await this.#wakeAt(closedAt + FEED_RETENTION_SECONDS * 1000);
  }

  /** Tells listeners the latest progress; it is state and gets no `seq`. */
  async progress(snapshot: ProgressSnapshot): Promise<void> {
    const kept = this.#log.progress(snapshot);
    if (!kept) return;
    for (const socket of this.ctx.getWebSockets()) await this.#tellProgress(socket, kept);
    for (const { target } of this.#log.listForwards()) {
      await this.#ports.feedNamed(target).progress(kept);
    }
  }

  async read(after: number, limit: number): Promise<FeedPage> {
    await this.#begin();
    return this.#log.read(after, limit);
  }

  /** Opens a listener's socket; the Worker has authenticated it and says how it listens. */
  override async fetch(request: Request): Promise<Response> {
    const header = request.headers.get(SUBSCRIPTION_HEADER);
    if (header === null) return new Response(null, { status: 400 });
    await this.#begin();
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    server.serializeAttachment(JSON.parse(header) as FeedSubscription);
    this.ctx.waitUntil(this.#greet(server));
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Listeners have nothing to say; a heartbeat of any form is fine, a flood is not. */
  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    const size = typeof message === "string" ? message.length : message.byteLength;
    if (size > MAXIMUM_MESSAGE_BYTES) socket.close(MESSAGE_TOO_BIG, "Message too big.");
    const now = this.#ports.clock.now();
    const window = this.#received.get(socket);
    const current = window && now - window.startedAt < 1000 ? window : { startedAt: now, count: 0 };
    current.count += 1;
    this.#received.set(socket, current);
    if (current.count > MAXIMUM_MESSAGES_PER_SECOND) {
      socket.close(POLICY_VIOLATION, "Too many messages.");
    }
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    // 1005 and 1006 say that there was no close frame; they must not be sent.
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  override async alarm(): Promise<void> {
    const closedAt = this.#log.closedAt();
    const goneAt = closedAt === null ? null : closedAt + FEED_RETENTION_SECONDS * 1000;
    if (goneAt !== null && goneAt <= this.#ports.clock.now()) {
      await this.ctx.storage.deleteAll();
      return;
    }
    if (goneAt !== null) await this.#wakeAt(goneAt);
    await this.#forward();
  }

  async #forward(): Promise<void> {
    for (const { target, entries } of this.#log.owedForwards(FORWARD_PAGE)) {
      const last = entries.at(-1);
      if (!last) continue;
      try {
        await this.#ports.feedNamed(target).append(
          null,
          entries.map((entry) => entry.event),
        );
        this.#log.recordForward(target, last.seq);
      } catch {
        await this.#wakeAt(this.#ports.clock.now() + FORWARD_RETRY_MILLISECONDS);
        return;
      }
      if (entries.length === FORWARD_PAGE) await this.#wakeAt(this.#ports.clock.now());
    }
  }

  #wakeAt(time: number): Promise<void> {
    return wakeAlarmAt(this.ctx.storage, time);
  }

  /** First what a new listener lacks, then where its job is now. */
  async #greet(socket: WebSocket): Promise<void> {
    await this.#runPump(socket);
    const { progress } = this.#log.read(this.#log.lastSeq(), 0);
    if (progress) await this.#tellProgress(socket, progress);
  }

  /** Starts sending what the socket lacks, unless that is under way; then once more after it. */
  #pump(socket: WebSocket): void {
    if (this.#pumping.has(socket)) {
      this.#pumping.set(socket, "again");
      return;
    }
    this.ctx.waitUntil(this.#runPump(socket));
  }

  async #runPump(socket: WebSocket): Promise<void> {
    try {
      do {
        this.#pumping.set(socket, "running");
        await pumpSubscriber(this.#log, this.#subscriberOf(socket));
      } while (this.#pumping.get(socket) === "again");
    } catch {
      // A socket that cannot be sent to is closed; its client comes back with its cursor.
      socket.close(1011, "Please reconnect.");
    } finally {
      this.#pumping.delete(socket);
    }
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

  async #tellProgress(socket: WebSocket, snapshot: ProgressSnapshot): Promise<void> {
    if (socket.readyState !== WebSocket.READY_STATE_OPEN) return;
    await tellProgress(this.#log, this.#subscriberOf(socket), snapshot);
  }
}
