import {
  isTerminalEvent,
  type FeedEvent,
  type JobEvent,
  type ProgressSnapshot,
} from "#contracts/events.ts";
import { FEED_RETENTION_SECONDS } from "#contracts/limits.ts";
import type { Clock, FeedAudience, FeedClient, FeedPage } from "../ports.ts";
import type { FeedLog } from "./feed-log.ts";
import { pumpSubscriber, tellProgress, type FeedSubscriber } from "./feed-subscriber.ts";

const FORWARD_PAGE = 200;
const FORWARD_RETRY_MILLISECONDS = 5_000;

/** What the object that holds a feed does for it: sockets, the alarm, the way to other feeds. */
export type FeedHost<Socket extends object> = {
  clock: Clock;
  /** Every listening socket, those that hibernated too. */
  sockets(): readonly Socket[];
  subscriberOf(socket: Socket): FeedSubscriber;
  isOpen(socket: Socket): boolean;
  /** How the job of this feed began; null for another feed, and for a job that is unknown or over. */
  readBeginning(): Promise<{ audience: FeedAudience; event: JobEvent } | null>;
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
  /** The latest progress of each job that has not been told yet. */
  readonly #untold = new Map<string, ProgressSnapshot>();
  #passing: Promise<void> | null = null;

  constructor(log: FeedLog, host: FeedHost<Socket>) {
    this.#log = log;
    this.#host = host;
  }

  /**
   * Appends what is new and tells every listener and every feed above this one. Nothing follows a
   * job's terminal event that would forward what an earlier try did not: the answer waits for it.
   */
  async append(audience: FeedAudience | null, events: readonly FeedEvent[]): Promise<void> {
    if (events[0]?.type !== "job-queued") await this.#begin();
    const isNew = this.#log.append(audience, events) > 0;
    if (isNew) {
      for (const socket of this.#host.sockets()) this.#host.afterAnswer(this.#sendMissing(socket));
    }
    const closedAt = this.#log.closedAt();
    if (closedAt !== null) await this.#host.wakeAt(closedAt + FEED_RETENTION_SECONDS * 1000);
    if (events.some(isTerminalEvent)) await this.#forward();
    else if (isNew) this.#host.afterAnswer(this.#forwardOrRetry());
  }

  /** Tells listeners the latest progress; it is state and gets no `seq`. */
  async progress(snapshot: ProgressSnapshot): Promise<void> {
    const kept = this.#log.progress(snapshot);
    if (!kept) return;
    this.#untold.set(kept.jobId, kept);
    this.#passing ??= this.#passProgressOn().finally(() => {
      this.#passing = null;
    });
    await this.#passing;
  }

  async read(after: number, limit: number): Promise<FeedPage> {
    await this.#begin();
    return this.#log.read(after, limit);
  }

  forgetBefore(time: number): Promise<void> {
    this.#log.forgetBefore(time);
    return Promise.resolve();
  }

  async forget(): Promise<void> {
    await this.#host.deleteStorage();
    // The object may live on and be asked again.
    this.#log.forget();
  }

  /** Tells a new listener first what it lacks, then where its job is now. */
  async greet(socket: Socket): Promise<void> {
    await this.#begin();
    await this.#sendMissing(socket);
    const progress = this.#log.latestProgress();
    if (progress) await this.#tellProgress(socket, progress);
  }

  /** A job's feed begins with its first event after `job-queued`, or with its first reader. */
  async #begin(): Promise<void> {
    if (this.#log.lastSeq() > 0) return;
    const beginning = await this.#host.readBeginning();
    if (!beginning || this.#log.lastSeq() > 0) return;
    this.#log.append(beginning.audience, [beginning.event]);
  }

  /** Forwards what is owed, and lets the feed go when its time is over and everybody knows. */
  async alarm(): Promise<void> {
    const closedAt = this.#log.closedAt();
    const goneAt = closedAt === null ? null : closedAt + FEED_RETENTION_SECONDS * 1000;
    const isOver = goneAt !== null && goneAt <= this.#host.clock.now();
    if (goneAt !== null && !isOver) await this.#host.wakeAt(goneAt);
    await this.#forwardOrRetry();
    if (!isOver || this.#log.owedForwards(1).length > 0) return;
    await this.forget();
  }

  /** Sends what the socket lacks, unless that is under way; then once more after it. */
  async #sendMissing(socket: Socket): Promise<void> {
    if (this.#pumping.has(socket)) this.#pumping.set(socket, "again");
    else await this.#pump(socket);
  }

  /** Tells the feeds above all that they lack; fails when one of them cannot be told. */
  async #forward(): Promise<void> {
    for (;;) {
      const owed = this.#log.owedForwards(FORWARD_PAGE);
      if (owed.length === 0) return;
      for (const { target, entries } of owed) {
        const events = entries.map((entry) => entry.event);
        await this.#host.feedNamed(target).append(null, events);
        this.#log.recordForward(target, entries.at(-1)?.seq ?? 0);
      }
    }
  }

  async #forwardOrRetry(): Promise<void> {
    try {
      await this.#forward();
    } catch {
      await this.#host.wakeAt(this.#host.clock.now() + FORWARD_RETRY_MILLISECONDS);
    }
  }

  /** One run at a time, so that a listener never hears an older percent after a newer one. */
  async #passProgressOn(): Promise<void> {
    for (const [jobId, snapshot] of this.#untold) {
      this.#untold.delete(jobId);
      for (const socket of this.#host.sockets()) await this.#tellProgress(socket, snapshot);
      for (const { target } of this.#log.listForwards()) {
        await this.#host.feedNamed(target).progress(snapshot);
      }
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
    if (!this.#host.isOpen(socket)) return;
    await tellProgress(this.#log, this.#host.subscriberOf(socket), snapshot);
  }
}
