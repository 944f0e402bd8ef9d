import {
  isTerminalEvent,
  type FeedEvent,
  type JobEvent,
  type ProgressSnapshot,
} from "#contracts/events.ts";
import { FEED_RETENTION_SECONDS } from "#contracts/limits.ts";
import type { Clock, FeedAudience, FeedClient, FeedPage, Pause } from "../ports.ts";
import type { FeedLog } from "./feed-log.ts";
import { pumpSubscriber, tellProgress, type FeedSubscriber } from "./feed-subscriber.ts";

const FORWARD_PAGE = 200;
const FORWARD_RETRY_MILLISECONDS = 5_000;
/** Who read a feed a moment ago reads it again: it counts as listening for so long. */
const READER_MILLISECONDS = 20_000;
/** Feeds above are asked this often whether anybody listens, and told the lines that nodes log. */
const ABOVE_MILLISECONDS = 5_000;
/** How long a reader waits for what running jobs owe the feed that it reads. */
const BELOW_MILLISECONDS = 1_000;
/** A later event of the job always follows these: they may wait for it while nobody listens above. */
const MAY_WAIT: ReadonlySet<FeedEvent["type"]> = new Set([
  "job-queued",
  "job-started",
  "task-leased",
  "task-stage-changed",
]);

/** What the object that holds a feed does for it: sockets, the alarm, the way to other feeds. */
export type FeedHost<Socket extends object> = {
  clock: Clock;
  /** Every listening socket, those that hibernated too. */
  sockets(): readonly Socket[];
  subscriberOf(socket: Socket): FeedSubscriber;
  isOpen(socket: Socket): boolean;
  /** How the job of this feed began; null for another feed, and for a job that is unknown or over. */
  readBeginning(): Promise<{ audience: FeedAudience; event: JobEvent } | null>;
  /** Ids of the running jobs that a feed of many jobs is about; none for a job's own feed. */
  readRunning(): Promise<string[]>;
  /** The feed of a name such as `account:{id}`. */
  feedNamed(name: string): FeedClient;
  /** Asks for `alarm` at this time at the latest. */
  wakeAt(time: number): Promise<void>;
  afterAnswer(work: Promise<unknown>): void;
  pause: Pause;
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
  #readAt = 0;
  /** Whether anybody listens to a feed above this one, and when it was last asked. */
  #above = { listens: false, askedAt: 0 };

  constructor(log: FeedLog, host: FeedHost<Socket>) {
    this.#log = log;
    this.#host = host;
  }

  /**
   * Appends what is new and tells every listener and every feed above this one. Nothing follows a
   * job's terminal event that would forward what an earlier try did not: the answer waits for it.
   */
  async append(audience: FeedAudience | null, events: readonly FeedEvent[]): Promise<boolean> {
    if (events[0]?.type !== "job-queued" && events.length > 0) await this.#begin();
    const isNew = this.#appendAndTell(audience, events);
    const closedAt = this.#log.closedAt();
    if (closedAt !== null) await this.#host.wakeAt(closedAt + FEED_RETENTION_SECONDS * 1000);
    if (events.some(isTerminalEvent)) await this.#forwardOrOwe();
    else if (isNew) this.#host.afterAnswer(this.#forwardSoon(events));
    return this.#isListenedTo();
  }

  /**
   * Takes what a node reports of its job. Log lines are kept before the answer. Stages are, like
   * progress, kept once somebody may be shown them; the feeds above hear of both when they must.
   */
  async report(
    audience: FeedAudience,
    events: readonly FeedEvent[],
    snapshot: ProgressSnapshot,
  ): Promise<boolean> {
    const mayWait = events.every((event) => event.type === "task-stage-changed");
    if (mayWait && !this.#isListenedTo()) this.#log.hold(audience, events);
    else if (events.length > 0) {
      await this.#begin();
      this.#appendAndTell(audience, events);
    }
    this.#host.afterAnswer(this.progress(snapshot));
    return this.#isListenedTo();
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

  /** A listener above came: what is owed there is told at once, and what comes from now on. */
  async listen(): Promise<void> {
    if (this.#log.forwardTargets().length === 0 || this.#log.closedAt() !== null) return;
    this.#above = { listens: true, askedAt: this.#host.clock.now() };
    this.#releaseHeld();
    await this.#forwardOrRetry();
    const progress = this.#log.latestProgress();
    if (progress) await this.progress(progress);
  }

  async read(after: number, limit: number): Promise<FeedPage> {
    await this.#begin();
    const wasRead = this.#isRead();
    this.#readAt = this.#host.clock.now();
    if (!wasRead) await this.#callBelow();
    this.#releaseHeld();
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
    this.#releaseHeld();
    await this.#sendMissing(socket);
    this.#log.keepProgress();
    const progress = this.#log.latestProgress();
    if (progress) await this.#tellProgress(socket, progress);
    await this.#callBelow();
  }

  /**
   * Lets the feeds of the jobs that nodes work on know that somebody listens here, and waits a
   * moment for what they owe. Whom it did not reach asks by itself within seconds.
   */
  async #callBelow(): Promise<void> {
    const jobIds = await this.#host.readRunning().catch(() => []);
    if (jobIds.length === 0) return;
    const heard = Promise.allSettled(
      jobIds.map((jobId) => this.#host.feedNamed(`job:${jobId}`).listen()),
    );
    this.#host.afterAnswer(heard);
    await Promise.race([heard, this.#host.pause(BELOW_MILLISECONDS)]);
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
    // After so long the feeds above may have let go of what would tell them that they know it.
    if (!isOver || this.#log.owes()) await this.#forwardOrRetry();
    if (!isOver || this.#log.owes()) return;
    await this.forget();
  }

  /** Sends what the socket lacks, unless that is under way; then once more after it. */
  async #sendMissing(socket: Socket): Promise<void> {
    if (this.#pumping.has(socket)) this.#pumping.set(socket, "again");
    else await this.#pump(socket);
  }

  #appendAndTell(audience: FeedAudience | null, events: readonly FeedEvent[]): boolean {
    const isNew = this.#log.append(audience, events) > 0;
    if (isNew) this.#pumpAll();
    return isNew;
  }

  #releaseHeld(): void {
    if (this.#log.release() > 0) this.#pumpAll();
  }

  #pumpAll(): void {
    for (const socket of this.#host.sockets()) this.#host.afterAnswer(this.#sendMissing(socket));
  }

  /** True while somebody would notice that what happens here is told late. */
  #isListenedTo(): boolean {
    return this.#isRead() || this.#host.sockets().length > 0 || this.#above.listens;
  }

  #isRead(): boolean {
    return this.#host.clock.now() - this.#readAt < READER_MILLISECONDS;
  }

  /** Tells the feeds above all that they lack; fails when one of them cannot be told. */
  async #forward(): Promise<void> {
    for (;;) {
      const owed = this.#log.owedForwards(FORWARD_PAGE);
      const last = owed.at(-1);
      if (!last) return;
      await this.#tellAbove(owed.map((entry) => entry.event));
      this.#log.recordForward(last.seq);
    }
  }

  /** Tells the feeds above of events, or with none asks them whether anybody listens. */
  async #tellAbove(events: readonly FeedEvent[]): Promise<void> {
    const askedAt = this.#host.clock.now();
    let listens = false;
    for (const target of this.#log.forwardTargets()) {
      listens = (await this.#host.feedNamed(target).append(null, events)) || listens;
    }
    const isNews = listens && !this.#above.listens;
    this.#above = { listens, askedAt };
    const progress = this.#log.latestProgress();
    // What was reported while nobody was known to listen has not been told above.
    if (isNews && progress) this.#host.afterAnswer(this.progress(progress));
  }

  async #forwardOrOwe(): Promise<void> {
    try {
      await this.#forward();
    } catch (error) {
      this.#log.recordFailedForward();
      throw error;
    }
  }

  async #forwardOrRetry(): Promise<void> {
    try {
      await this.#forwardOrOwe();
    } catch {
      await this.#retryLater();
    }
  }

  #retryLater(): Promise<void> {
    return this.#host.wakeAt(this.#host.clock.now() + FORWARD_RETRY_MILLISECONDS);
  }

  /**
   * A lease is told at once only while somebody listens above: its node reports within seconds, or
   * has ended it by then, and either takes it along. After all else nobody may report for long.
   */
  async #forwardSoon(events: readonly FeedEvent[]): Promise<void> {
    if (events.at(-1)?.type === "task-leased" && this.#log.forwardTargets().length > 0) {
      try {
        await this.#tellAbove([]);
      } catch {
        return this.#retryLater();
      }
      if (!this.#above.listens) return;
    }
    await this.#forwardOrRetry();
  }

  /** One run at a time, so that a listener never hears an older percent after a newer one. */
  async #passProgressOn(): Promise<void> {
    for (const [jobId, snapshot] of this.#untold) {
      this.#untold.delete(jobId);
      const sockets = this.#host.sockets();
      if (sockets.length > 0) this.#log.keepProgress();
      for (const socket of sockets) await this.#tellProgress(socket, snapshot);
      await this.#passProgressAbove(snapshot);
    }
  }

  /** What a node reports costs the feeds above a call only while somebody listens to them. */
  async #passProgressAbove(snapshot: ProgressSnapshot): Promise<void> {
    const targets = this.#log.forwardTargets();
    if (targets.length === 0 || this.#log.closedAt() !== null) return;
    const isDue = this.#host.clock.now() - this.#above.askedAt >= ABOVE_MILLISECONDS;
    if (isDue) await this.#askAbove();
    if (!this.#above.listens) return;
    await this.#begin();
    this.#releaseHeld();
    await this.#forwardOrRetry();
    this.#log.keepProgress();
    for (const target of targets) await this.#host.feedNamed(target).progress(snapshot);
  }

  /** Asks whether anybody listens, and forwards what no later event is sure to take along. */
  async #askAbove(): Promise<void> {
    const owed = this.#log.owedForwards(FORWARD_PAGE);
    if (owed.every(({ event }) => MAY_WAIT.has(event.type))) await this.#tellAbove([]);
    else await this.#forwardOrRetry();
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
