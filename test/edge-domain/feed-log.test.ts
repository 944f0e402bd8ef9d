import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import type { JobEvent, ProgressSnapshot } from "#contracts/events.ts";
import { FeedLog } from "../../edge/domain/feeds/feed-log.ts";
import { newId, T0 } from "../support/build-fleet.ts";
import { nodeLocalSql } from "../support/node-sqlite-connection.ts";

const jobId = newId();
const audience = { accountId: newId(), batchId: newId() };

function anEvent(type: "job-cancelling" | "job-cancelled", eventId: string): JobEvent {
  return { type, eventId, jobId, dialect: "native", at: T0 };
}

function openLog(ends: boolean, storage = new DatabaseSync(":memory:")): FeedLog {
  return new FeedLog(nodeLocalSql(storage), { now: () => T0 }, ends);
}

const snapshotAt = (percent: number): ProgressSnapshot => {
  return { jobId, percent, stage: "generating", message: null, at: T0 };
};
const aStage = (eventId: string): JobEvent => {
  const stage = { taskId: newId(), epoch: 1, stage: "generating" } as const;
  return { type: "task-stage-changed", eventId, jobId, dialect: "native", at: T0, ...stage };
};
const countRows = (storage: DatabaseSync) =>
  storage.prepare("SELECT COUNT(*) AS count FROM log").get()?.["count"];

describe("a job's feed", () => {
  it("numbers entries from one, without a gap, each event once", () => {
    const log = openLog(true);
    expect(log.append(audience, [anEvent("job-cancelling", "a")])).toBe(1);
    expect(
      log.append(audience, [anEvent("job-cancelling", "a"), anEvent("job-cancelling", "b")]),
    ).toBe(1);
    expect(log.entriesAfter(0, 10).map(({ seq, event }) => [seq, event.eventId])).toEqual([
      [1, "a"],
      [2, "b"],
    ]);
    expect(log.entriesAfter(1, 10)).toHaveLength(1);
  });

  it("takes nothing after its terminal event", () => {
    const log = openLog(true);
    log.append(audience, [anEvent("job-cancelled", "end"), anEvent("job-cancelling", "late")]);
    expect(log.append(audience, [anEvent("job-cancelling", "later")])).toBe(0);
    expect(log.read(0, 10)).toMatchObject({ lastSeq: 1, closed: true, progress: null });
    const snapshot = { jobId, percent: 99, stage: "encoding", message: null, at: T0 } as const;
    expect(log.progress(snapshot)).toBeNull();
  });

  it("owes the feeds above it what each has not heard, and only that", () => {
    const log = openLog(true);
    log.append(audience, [anEvent("job-cancelling", "a"), anEvent("job-cancelling", "b")]);
    expect(log.forwardTargets()).toEqual([
      `account:${audience.accountId}`,
      `batch:${audience.batchId}`,
    ]);
    expect(log.owedForwards(10).map(({ seq }) => seq)).toEqual([1, 2]);
    log.recordForward(1);
    expect(log.owedForwards(10).map(({ seq }) => seq)).toEqual([2]);
    log.recordForward(2);
    expect(log.owedForwards(10)).toEqual([]);
  });

  it("writes one row for all that comes together", () => {
    const storage = new DatabaseSync(":memory:");
    const log = openLog(true, storage);
    log.append(audience, [anEvent("job-cancelling", "a"), anEvent("job-cancelling", "b")]);
    log.progress(snapshotAt(10));
    log.hold(audience, [aStage("c")]);
    log.append(audience, [anEvent("job-cancelled", "end")]);
    expect(countRows(storage)).toBe(2);
    const again = openLog(true, storage);
    expect(again.entriesAfter(0, 10).map(({ event }) => event.eventId)).toEqual([
      "a",
      "b",
      "c",
      "end",
    ]);
    expect(again.read(0, 0)).toMatchObject({ closed: true, progress: { percent: 10 } });
  });

  it("forgets with its object a percent that nobody saw, and none that somebody did", () => {
    const storage = new DatabaseSync(":memory:");
    const log = openLog(true, storage);
    log.append(audience, [anEvent("job-cancelling", "a")]);
    log.progress(snapshotAt(30));
    expect(openLog(true, storage).latestProgress()).toBeNull();
    expect(log.read(0, 0).progress?.percent).toBe(30);
    log.progress(snapshotAt(60));
    const again = openLog(true, storage);
    expect(again.progress(snapshotAt(10))?.percent).toBe(30);
  });

  it("reads what was stored in the earlier form, and goes on from it", () => {
    const storage = new DatabaseSync(":memory:");
    storage.exec(`
      CREATE TABLE entries (seq INTEGER PRIMARY KEY, event_id TEXT NOT NULL, event TEXT NOT NULL);
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE forwards (target TEXT PRIMARY KEY, cursor INTEGER NOT NULL) WITHOUT ROWID;
      INSERT INTO forwards VALUES ('account:${audience.accountId}', 2), ('batch:${audience.batchId}', 1)`);
    const insert = storage.prepare("INSERT INTO entries VALUES (?, ?, ?)");
    for (const [seq, id] of [
      [2, "a"],
      [3, "b"],
    ] as const) {
      insert.run(seq, id, JSON.stringify(anEvent("job-cancelling", id)));
    }
    storage.prepare("INSERT INTO meta VALUES ('progress', ?)").run(JSON.stringify(snapshotAt(40)));
    const log = openLog(true, storage);
    expect(log.read(0, 10)).toMatchObject({ firstSeq: 2, lastSeq: 3, progress: { percent: 40 } });
    expect(log.owedForwards(10).map(({ seq }) => seq)).toEqual([2, 3]);
    expect(log.owes()).toBe(true);
    expect(log.append(null, [anEvent("job-cancelling", "b"), anEvent("job-cancelled", "c")])).toBe(
      1,
    );
    const again = openLog(true, storage);
    expect(again.entriesAfter(0, 10).map(({ seq, event }) => [seq, event.eventId])).toEqual([
      [2, "a"],
      [3, "b"],
      [4, "c"],
    ]);
    expect(again.forwardTargets()).toEqual([
      `account:${audience.accountId}`,
      `batch:${audience.batchId}`,
    ]);
  });

  it("keeps the highest percent", () => {
    const log = openLog(true);
    const at = (percent: number) =>
      log.progress({ jobId, percent, stage: "generating", message: null, at: T0 })?.percent;
    expect([at(10), at(40), at(20)]).toEqual([10, 40, 40]);
  });
});

it("an account's feed goes on after the end of a job, and lets old entries go", () => {
  const log = openLog(false);
  log.append(null, [anEvent("job-cancelled", "end")]);
  const many = Array.from({ length: 10_050 }, (_, index) =>
    anEvent("job-cancelling", String(index)),
  );
  expect(log.append(null, many)).toBe(10_050);
  expect(log.lastSeq()).toBe(10_051);
  // What came together goes together.
  expect(log.firstSeq()).toBe(2);
});

it("a feed lets go of what is older than its account's policy, but for the newest", () => {
  const log = openLog(false);
  log.forgetBefore(T0);
  log.append(null, [
    { ...anEvent("job-cancelling", "old"), at: T0 - 2 },
    { ...anEvent("job-cancelling", "young"), at: T0 },
  ]);
  log.forgetBefore(T0);
  expect(log.entriesAfter(0, 10).map(({ seq }) => seq)).toEqual([2]);
  log.forgetBefore(T0 + 1);
  log.append(null, [anEvent("job-cancelling", "next")]);
  expect(log.entriesAfter(0, 10).map(({ seq }) => seq)).toEqual([2, 3]);
});
