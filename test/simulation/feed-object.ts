import type { FeedEntry } from "#contracts/events.ts";
import { FeedLog } from "../../edge/domain/feeds/feed-log.ts";
import { FeedRows } from "../../edge/domain/feeds/feed-rows.ts";
import { parseFeedName, readRunning } from "../../edge/domain/feeds/feed-subject.ts";
import { FeedRelay } from "../../edge/domain/feeds/feed-relay.ts";
import type { FeedMessage } from "../../edge/domain/feeds/feed-subscriber.ts";
import { queuedEvent } from "../../edge/domain/jobs/queued-job.ts";
import { isTerminalJobState } from "../../edge/domain/jobs/transitions.ts";
import type { FeedClient } from "../../edge/domain/ports.ts";
import { isJobEvent, isTerminalEvent } from "#contracts/events.ts";
import { wakeAlarmAt } from "../../edge/objects/wake-alarm.ts";
import type { Handler } from "./handler.ts";
import { ObjectHost } from "./object-host.ts";
import type { World } from "./world.ts";

/** A listener's socket as the feed holds it, with the cursor that outlives hibernation. */
export type FeedSocket = {
  open: boolean;
  cursor: number;
  hear(message: FeedMessage): void;
  /** The feed closed the socket, or it broke. */
  closed(): void;
};

/** A feed's Durable Object over the production log and relay, as `edge/objects/feed.ts` is. */
export class FeedObject extends ObjectHost<FeedRelay<FeedSocket>> {
  sockets: FeedSocket[] = [];

  constructor(world: World, name: string) {
    super(world, "feed", name);
  }

  /** The feed as a handler reaches it. */
  clientFor(handler: () => Handler): FeedClient {
    const call = <Result>(
      method: string,
      jobId: string | null,
      work: (relay: FeedRelay<FeedSocket>) => Promise<Result>,
    ) => {
      const caller = handler();
      return this.world.calls.call(
        caller,
        `${this.name.slice(0, 12)} ${method}`,
        () => this.invoke(work),
        jobId ?? caller.jobId,
      );
    };
    return {
      append: (audience, events) =>
        call("append", events.find(isJobEvent)?.jobId ?? null, (relay) => {
          for (const event of events.filter(isJobEvent).filter(isTerminalEvent)) {
            this.world.checker.terminalEventTold(event);
          }
          return relay.append(audience, events);
        }),
      report: (audience, events, snapshot) =>
        call("report", snapshot.jobId, (relay) => relay.report(audience, events, snapshot)),
      progress: (snapshot) => call("progress", snapshot.jobId, (relay) => relay.progress(snapshot)),
      listen: () => call("listen", null, (relay) => relay.listen()),
      read: (after, limit) => call("read", null, (relay) => relay.read(after, limit)),
      forgetBefore: (time) => call("forget-before", null, (relay) => relay.forgetBefore(time)),
      forget: () => call("forget", null, (relay) => relay.forget()),
    };
  }

  openSocket(socket: FeedSocket): Promise<void> {
    return this.invoke((relay, handler) => {
      this.sockets.push(socket);
      this.world.afterAnswer(handler, relay.greet(socket));
      return Promise.resolve();
    });
  }

  /** What the feed keeps, read by the checker. */
  storedEntries(): FeedEntry[] {
    return new FeedRows(this.storage.sql).after(0, Number.MAX_SAFE_INTEGER);
  }

  storedIds(): ReadonlySet<string> {
    return new FeedRows(this.storage.sql).idsSince(0).ids;
  }

  /** True when an event was logged, or came after the end and was rejected. */
  knows(eventId: string): boolean {
    const rows = new FeedRows(this.storage.sql);
    const last = rows.newest()?.events.at(-1);
    const isClosed = this.name.startsWith("job:") && last !== undefined && isTerminalEvent(last);
    if (isClosed || last === undefined) return isClosed;
    const words = `"eventId":${JSON.stringify(eventId)}`;
    // Newest first: what is asked for mostly has just come.
    const newest = "SELECT 1 FROM log WHERE instr(body, ?) ORDER BY seq DESC LIMIT 1";
    return this.storage.sql.all(newest, words).length > 0;
  }

  /** As `edge/composition.ts` reads it. */
  async #readBeginning(handler: Handler) {
    const [, jobId] = /^job:(.+)$/.exec(this.name) ?? [];
    if (jobId === undefined) return null;
    const job = await this.world.borrow(handler, ({ jobs }) => jobs.readSnapshot(jobId));
    if (!job || isTerminalJobState(job.state)) return null;
    const { accountId, batchId } = job;
    return { audience: { accountId, batchId }, event: queuedEvent(jobId, job) };
  }

  protected createInstance(handler: Handler): FeedRelay<FeedSocket> {
    const { world, storage } = this;
    const log = new FeedLog(storage.sql, world.timeline, this.name.startsWith("job:"));
    return new FeedRelay(log, {
      clock: world.timeline,
      sockets: () => this.sockets.filter((socket) => socket.open),
      isOpen: (socket) => socket.open,
      readRunning: () =>
        world.borrow(handler, ({ jobs }) => readRunning(jobs, parseFeedName(this.name))),
      readBeginning: () => this.#readBeginning(handler),
      subscriberOf: (socket) => ({
        cursor: () => socket.cursor,
        moveCursor: (seq) => {
          socket.cursor = seq;
        },
        unsentBytes: () => 0,
        send: (text) => {
          if (!socket.open) throw new Error("The socket is closed.");
          socket.hear(JSON.parse(text) as FeedMessage);
        },
        close: () => this.closeSocket(socket),
        // Links are signed while an event is presented, which waits for the database.
        present: (message) =>
          message.kind === "event" || world.random.chance(0.2)
            ? world.calls.call(handler, `${this.name.slice(0, 12)} present`, () => message)
            : Promise.resolve(message),
      }),
      feedNamed: (name) => world.feedNamed(name).clientFor(() => handler),
      wakeAt: (time) => wakeAlarmAt(storage, time),
      afterAnswer: (work) => world.afterAnswer(handler, work),
      pause: (milliseconds) => world.timeline.sleep(milliseconds),
      deleteStorage: () => storage.deleteAll(),
    });
  }

  protected ringInstance(relay: FeedRelay<FeedSocket>): Promise<void> {
    return relay.alarm();
  }

  closeSocket(socket: FeedSocket): void {
    this.sockets = this.sockets.filter((other) => other !== socket);
    if (!socket.open) return;
    socket.open = false;
    socket.closed();
  }

  protected connectionsBreak(): void {
    for (const socket of this.sockets) this.closeSocket(socket);
  }

  protected jobIds(): Iterable<string> {
    return this.name.startsWith("job:") ? [this.name.slice("job:".length)] : [];
  }
}
