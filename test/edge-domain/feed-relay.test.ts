import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, it } from "vitest";
import type { JobEvent, ProgressSnapshot } from "#contracts/events.ts";
import { FEED_RETENTION_SECONDS } from "#contracts/limits.ts";
import { FeedLog } from "../../edge/domain/feeds/feed-log.ts";
import { FeedRelay } from "../../edge/domain/feeds/feed-relay.ts";
import type { FeedMessage } from "../../edge/domain/feeds/feed-subscriber.ts";
import { newId, T0 } from "../support/build-fleet.ts";
import { nodeLocalSql } from "../support/node-sqlite-connection.ts";

const jobId = newId();
let now = T0;
const clock = { now: () => now };
const base = { jobId, dialect: "native", at: T0 } as const;
const queued: JobEvent = { ...base, type: "job-queued", eventId: "1", kind: "generate-video" };
const ended: JobEvent = { ...base, type: "job-cancelled", eventId: "2" };
const stageChange: JobEvent = {
  ...base,
  type: "task-stage-changed",
  eventId: "3",
  taskId: newId(),
  epoch: 1,
  stage: "generating",
};
const logLine: JobEvent = {
  ...base,
  type: "job-logged",
  eventId: "4",
  level: "info",
  message: "Drawn.",
};
const leased: JobEvent = {
  ...base,
  type: "task-leased",
  eventId: "6",
  taskId: newId(),
  epoch: 1,
  nodeId: newId(),
  gpuIndex: 0,
};
const snapshotOf = (percent: number): ProgressSnapshot => {
  return { jobId, percent, stage: "generating", message: null, at: T0 };
};
const audience = { accountId: newId(), batchId: null };

type State = {
  isAccountDown: boolean;
  /** How long the next message takes to be made. */
  presentMilliseconds: number;
  /** Happens while the next message is made. */
  whilePresenting: (() => Promise<void>) | null;
};

/** A job's feed with one listener; the account's feed above it can be out of reach. */
function buildFeed(sockets: object[] = [{}]) {
  const accountLog = new FeedLog(nodeLocalSql(new DatabaseSync(":memory:")), clock, false);
  const storage = new DatabaseSync(":memory:");
  const log = new FeedLog(nodeLocalSql(storage), clock, true);
  const heard: FeedMessage[] = [];
  const work: Promise<unknown>[] = [];
  const wakes: number[] = [];
  const state: State = { isAccountDown: false, presentMilliseconds: 0, whilePresenting: null };
  const above: object[] = [];
  const toldAbove: FeedMessage[] = [];
  const account: FeedRelay<object> = new FeedRelay<object>(accountLog, {
    ...hostOf(above, work, toldAbove, state),
    readRunning: () => Promise.resolve([jobId]),
    feedNamed: () => relay,
  });
  const relay: FeedRelay<object> = new FeedRelay<object>(log, {
    ...hostOf(sockets, work, heard, state),
    wakeAt: (time) => Promise.resolve(void wakes.push(time)),
    deleteStorage: () => Promise.resolve(dropTables(storage)),
    feedNamed: () => ({
      append: (above, events) =>
        state.isAccountDown
          ? Promise.reject(new Error("The account's feed is down."))
          : account.append(above, events),
      report: (above, events, snapshot) => account.report(above, events, snapshot),
      progress: (snapshot) => account.progress(snapshot),
      listen: () => account.listen(),
      read: (after, limit) => account.read(after, limit),
      forgetBefore: (time) => account.forgetBefore(time),
      forget: () => account.forget(),
    }),
  });
  /** A listener comes to the account's feed. */
  const listenAbove = async () => {
    above.push({});
    await account.greet(above[0] ?? {});
    await Promise.all(work);
    return toldAbove;
  };
  return { relay, account, accountLog, log, heard, work, wakes, state, storage, listenAbove };
}

const tableNames = (storage: DatabaseSync) =>
  storage.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();

/** As an object's `deleteAll` does. */
function dropTables(storage: DatabaseSync): void {
  for (const { name } of tableNames(storage)) storage.exec(`DROP TABLE ${String(name)}`);
}

function hostOf(sockets: object[], work: Promise<unknown>[], heard: FeedMessage[], state: State) {
  let cursor = 0;
  return {
    clock,
    sockets: () => sockets,
    isOpen: () => true,
    readRunning: () => Promise.resolve<string[]>([]),
    readBeginning: () => Promise.resolve(null),
    subscriberOf: () => ({
      cursor: () => cursor,
      moveCursor: (seq: number) => {
        cursor = seq;
      },
      unsentBytes: () => 0,
      send: (text: string) => heard.push(JSON.parse(text) as FeedMessage),
      close: () => undefined,
      present: async (message: FeedMessage) => {
        const wait = state.presentMilliseconds;
        const meanwhile = state.whilePresenting;
        state.presentMilliseconds = 0;
        state.whilePresenting = null;
        await meanwhile?.();
        await new Promise((resolve) => setTimeout(resolve, wait));
        return message;
      },
    }),
    wakeAt: () => Promise.resolve(),
    afterAnswer: (promise: Promise<unknown>) => void work.push(promise),
    pause: (milliseconds: number) =>
      new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
    deleteStorage: () => Promise.resolve(),
  };
}

afterEach(() => {
  now = T0;
});

describe("a job's feed", () => {
  it("tells a listener that comes to its account at once what it had only noted", async () => {
    const { relay, work, listenAbove } = buildFeed([]);
    await relay.append(audience, [queued]);
    await Promise.all(work);
    await relay.report(audience, [stageChange], snapshotOf(20));
    await Promise.all(work);
    const told = await listenAbove();
    expect(told).toMatchObject([
      { entry: { event: { type: "job-queued" } } },
      { entry: { event: { type: "task-stage-changed" } } },
      { snapshot: { percent: 20 } },
    ]);
    expect(await relay.report(audience, [logLine], snapshotOf(30))).toBe(true);
    await Promise.all(work);
    expect(told.slice(3)).toMatchObject([
      { entry: { event: { type: "job-logged" } } },
      { snapshot: { percent: 30 } },
    ]);
  });

  it("does not count the end as told before the account's feed has heard it", async () => {
    const { relay, accountLog, work, state } = buildFeed();
    state.isAccountDown = true;
    await relay.append(audience, [queued]);
    await expect(relay.append(audience, [ended])).rejects.toThrow("down");
    state.isAccountDown = false;
    await relay.append(audience, [ended]);
    await Promise.all(work);
    expect(accountLog.entriesAfter(0, 10).map(({ event }) => event.eventId)).toEqual(["1", "2"]);
  });

  it("never tells an older percent after a newer one", async () => {
    const { relay, heard, state } = buildFeed();
    await relay.append(audience, [queued]);
    const snapshot = { jobId, stage: "generating", message: null, at: T0 } as const;
    state.presentMilliseconds = 20;
    const percents = [10, 40, 70];
    await Promise.all(percents.map((percent) => relay.progress({ ...snapshot, percent })));
    const told = heard.flatMap((message) =>
      message.kind === "progress" ? [message.snapshot.percent] : [],
    );
    expect(told).toEqual(told.toSorted((one, other) => one - other));
    expect(told.at(-1)).toBe(70);
  });

  it("never tells a new listener a percent that is older than what it heard", async () => {
    const { relay, heard, state } = buildFeed();
    await relay.append(audience, [queued]);
    const snapshot = { jobId, stage: "generating", message: null, at: T0 } as const;
    await relay.progress({ ...snapshot, percent: 10 });
    heard.length = 0;
    state.whilePresenting = () => relay.progress({ ...snapshot, percent: 60 });
    await relay.greet({});
    expect(heard).toMatchObject([{ kind: "progress", snapshot: { percent: 60 } }]);
  });

  it("is let go after its time, and can be asked again", async () => {
    const { relay, log, storage } = buildFeed();
    await relay.append(audience, [queued, ended]);
    now = T0 + FEED_RETENTION_SECONDS * 1000;
    await relay.alarm();
    expect(tableNames(storage)).toEqual([]);
    expect(await relay.read(0, 10)).toMatchObject({ entries: [], lastSeq: 0, closed: false });
    await relay.alarm();
    await relay.append(audience, [queued]);
    expect(log.entriesAfter(0, 10)).toMatchObject([{ seq: 1, event: { eventId: "1" } }]);
  });

  it("is kept after its time until the feeds above it know everything", async () => {
    const { relay, accountLog, wakes, state, storage } = buildFeed();
    state.isAccountDown = true;
    await expect(relay.append(audience, [queued, ended])).rejects.toThrow("down");
    now = T0 + FEED_RETENTION_SECONDS * 1000;
    await relay.alarm();
    expect(accountLog.lastSeq()).toBe(0);
    expect(wakes.at(-1)).toBeGreaterThan(now);
    state.isAccountDown = false;
    await relay.alarm();
    expect(accountLog.lastSeq()).toBe(2);
    expect(tableNames(storage)).toEqual([]);
  });

  it("brings what a node reports to nobody into the log before anybody reads it", async () => {
    const { relay, accountLog, log, work } = buildFeed([]);
    await relay.append(audience, [queued]);
    await Promise.all(work);
    expect(await relay.report(audience, [stageChange], snapshotOf(20))).toBe(false);
    await Promise.all(work);
    expect([log.lastSeq(), accountLog.lastSeq()]).toEqual([1, 1]);
    const { entries, progress } = await relay.read(0, 10);
    expect(entries.map(({ event }) => event.eventId)).toEqual(["1", "3"]);
    expect(progress).toMatchObject({ percent: 20 });
    expect(await relay.report(audience, [], snapshotOf(30))).toBe(true);
  });

  it("tells the feeds above a report's lines within seconds, and with the end at last", async () => {
    const { relay, accountLog, work } = buildFeed([]);
    await relay.append(audience, [queued]);
    await Promise.all(work);
    await relay.report(audience, [logLine], snapshotOf(20));
    await Promise.all(work);
    expect(accountLog.lastSeq()).toBe(1);
    now += 5_000;
    await relay.report(audience, [], snapshotOf(30));
    await Promise.all(work);
    expect(accountLog.lastSeq()).toBe(2);
    await relay.report(audience, [{ ...logLine, eventId: "5" }], snapshotOf(40));
    await relay.append(audience, [ended]);
    await Promise.all(work);
    expect(accountLog.entriesAfter(0, 10).map(({ event }) => event.eventId)).toEqual([
      "1",
      "4",
      "5",
      "2",
    ]);
  });

  it("tells the feeds above a lease with what comes next while nobody listens there", async () => {
    const { relay, accountLog, work } = buildFeed([]);
    await relay.append(audience, [queued, leased]);
    await Promise.all(work);
    expect(accountLog.lastSeq()).toBe(0);
    await relay.report(audience, [], snapshotOf(20));
    await Promise.all(work);
    expect(accountLog.lastSeq()).toBe(0);
    now += 5_000;
    await relay.report(audience, [stageChange], snapshotOf(30));
    await Promise.all(work);
    expect(accountLog.lastSeq()).toBe(0);
    await relay.append(audience, [ended]);
    const told = accountLog.entriesAfter(0, 10).map(({ event }) => event.eventId);
    expect(told).toEqual(["1", "6", "3", "2"]);
  });

  it("shows the first reader of the feed above what its running jobs owe it", async () => {
    const { relay, account, work } = buildFeed([]);
    await relay.append(audience, [queued, leased]);
    await relay.report(audience, [stageChange], snapshotOf(20));
    await Promise.all(work);
    const { entries } = await account.read(0, 10);
    expect(entries.map(({ event }) => event.eventId)).toEqual(["1", "6", "3"]);
  });

  it("tells who listens above of a lease at once", async () => {
    const { relay, account, accountLog, work } = buildFeed([]);
    await account.read(0, 10);
    await relay.append(audience, [queued, leased]);
    await Promise.all(work);
    expect(accountLog.lastSeq()).toBe(2);
  });

  it("tells a lease by its alarm when the feeds above could not be asked", async () => {
    const { relay, accountLog, wakes, work, state } = buildFeed([]);
    state.isAccountDown = true;
    await relay.append(audience, [queued, leased]);
    await Promise.all(work);
    expect(wakes).toEqual([now + 5_000]);
    state.isAccountDown = false;
    await relay.alarm();
    expect(accountLog.lastSeq()).toBe(2);
  });

  it("keeps how far a job came that did not complete", async () => {
    const { relay, log } = buildFeed();
    await relay.append(audience, [queued]);
    await relay.progress({ jobId, percent: 57, stage: "encoding", message: null, at: T0 });
    await relay.append(audience, [ended]);
    expect(log.read(0, 0)).toMatchObject({ closed: true, progress: { percent: 57 } });
  });
});
