import type { JobEvent, ProgressSnapshot } from "#contracts/events.ts";
import { FEED_RETENTION_SECONDS } from "#contracts/limits.ts";
import type { Clock, FeedAudience, FeedClient, FeedPage } from "../ports.ts";
import type { FeedLog } from "./feed-log.ts";
import { pumpSubscriber, type FeedSubscriber } from "./feed-subscriber.ts";

const FORWARD_PAGE = 200;
const FORWARD_RETRY_MILLISECONDS = 5_000;

/** What the object that holds a feed does for it: sockets, the alarm, the way to other feeds. */
export type FeedHost<Socket extends object> = {
  clock: Clock;
  /** Every listening socket, those that hibernated too. */
  sockets(): readonly Socket[];
  subscriberOf(socket: Socket): FeedSubscriber;
  isOpen(socket: Socket): boolean;
  /** The feed of a name such as `account:{id}`. */
  feedNamed(name: string): FeedClient;
  /** Asks for `alarm` at this time at the latest. */
  wakeAt(time: number): Promise<void>;
  afterAnswer(work: Promise<unknown>): void;
  deleteStorage(): Promise<void>;
};

/** Tells what a feed logs: to its listeners, and to the feeds above it until each has heard it. */
export class FeedRelay<Socket extends object> implements FeedClient {
  readonly #log: FeedLog;
  readonly #host: FeedHost<Socket>;
  readonly #pumping = new WeakMap<Socket, "running" | "again">();

  constructor(log: FeedLog, host: FeedHost<Socket>) {
    this.#log = log;
    this.#host = host;
  }

  /** Appends what is new and tells every listener and every feed above this one. */
  async append(audience: FeedAudience | null, events: readonly JobEvent[]): Promise<void> {
    if (this.#log.append(audience, events) === 0) return;
    for (const socket of this.#host.sockets()) this.listen(socket);
    this.#host.afterAnswer(this.#forward());
    const closedAt = this.#log.closedAt();
    if (closedAt !== null) await this.#host.wakeAt(closedAt + FEED_RETENTION_SECONDS * 1000);
  }

  /** Tells listeners the latest progress; it is state and gets no `seq`. */
  async progress(snapshot: ProgressSnapshot): Promise<void> {
    const kept = this.#log.progress(snapshot);
    if (!kept) return;
    for (const socket of this.#host.sockets()) await this.#tellProgress(socket, kept);
    for (const { target } of this.#log.listForwards()) {
      await this.#host.feedNamed(target).progress(kept);
    }
  }

  read(after: number, limit: number): Promise<FeedPage> {
    return Promise.resolve(this.#log.read(after, limit));
  }

  /** Forwards what is owed, and lets the feed go when its time is over. */
  async alarm(): Promise<void> {
    const closedAt = this.#log.closedAt();
    const goneAt = closedAt === null ? null : closedAt + FEED_RETENTION_SECONDS * 1000;
    if (goneAt !== null && goneAt <= this.#host.clock.now()) {
      await this.#host.deleteStorage();
      return;
    }
    if (goneAt !== null) await this.#host.wakeAt(goneAt);
    await this.#forward();
  }

  /** Starts sending what the socket lacks, unless that is under way; then once more after it. */
  listen(socket: Socket): void {
    if (this.#pumping.has(socket)) {
      this.#pumping.set(socket, "again");
      return;
    }
    this.#host.afterAnswer(this.#pump(socket));
  }

  async #forward(): Promise<void> {
    for (const { target, entries } of this.#log.owedForwards(FORWARD_PAGE)) {
      const last = entries.at(-1);
      if (!last) continue;
      try {
        await this.#host.feedNamed(target).append(
          null,
          entries.map((entry) => entry.event),
        );
        this.#log.recordForward(target, last.seq);
      } catch {
        await this.#host.wakeAt(this.#host.clock.now() + FORWARD_RETRY_MILLISECONDS);
        return;
      }
      if (entries.length === FORWARD_PAGE) await this.#host.wakeAt(this.#host.clock.now());
    }
  }

  async #pump(socket: Socket): Promise<void> {
    const subscriber = this.#host.subscriberOf(socket);
    try {
      do {
        this.#pumping.set(socket, "running");
        await pumpSubscriber(this.#log, subscriber);
      } while (this.#pumping.get(socket) === "again");
    } catch {
      // A socket that cannot be sent to is closed; its client comes back with its cursor.
      subscriber.close(1011, "Please reconnect.");
    } finally {
      this.#pumping.delete(socket);
    }
  }

  async #tellProgress(socket: Socket, snapshot: ProgressSnapshot): Promise<void> {
    const { present, send } = this.#host.subscriberOf(socket);
    const message = await present({ kind: "progress", snapshot });
    if (message !== null && this.#host.isOpen(socket)) send(JSON.stringify(message));
  }
}
