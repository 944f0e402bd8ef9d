import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import type { JobEvent } from "#contracts/events.ts";
import { FeedLog } from "../../edge/domain/feeds/feed-log.ts";
import { newId, T0 } from "../support/build-fleet.ts";
import { nodeLocalSql } from "../support/node-sqlite-connection.ts";

const jobId = newId();
const audience = { accountId: newId(), batchId: newId() };

function anEvent(type: "job-cancelling" | "job-cancelled", eventId: string): JobEvent {
  return { type, eventId, jobId, dialect: "native", at: T0 };
}

function openLog(ends: boolean): FeedLog {
  return new FeedLog(nodeLocalSql(new DatabaseSync(":memory:")), { now: () => T0 }, ends);
}

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
