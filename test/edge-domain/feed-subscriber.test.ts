import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import type { JobEvent } from "#contracts/events.ts";
import { MAXIMUM_UNSENT_BYTES } from "#contracts/limits.ts";
import { FeedLog } from "../../edge/domain/feeds/feed-log.ts";
import { pumpSubscriber, tellProgress } from "../../edge/domain/feeds/feed-subscriber.ts";
import { newId, T0 } from "../support/build-fleet.ts";
import { nodeLocalSql } from "../support/node-sqlite-connection.ts";

const jobId = newId();
const logLine = (index: number): JobEvent => ({
  type: "job-logged",
  eventId: `event-${index}`,
  jobId,
  dialect: "native",
  at: T0,
  level: "info",
  message: "x".repeat(1000),
});

/** A log of so many lines, and a listener that reads `readsBytes` of them and then no more. */
function build(lines: number, readsBytes: number) {
  const log = new FeedLog(nodeLocalSql(new DatabaseSync(":memory:")), { now: () => T0 }, true);
  log.append(
    null,
    Array.from({ length: lines }, (_, index) => logLine(index)),
  );
  let cursor = 0;
  let sentBytes = 0;
  const closes: number[] = [];
  const sent: { seq: number }[] = [];
  return {
    log,
    closes,
    sent,
    waitingBytes: () => Math.max(0, sentBytes - readsBytes),
    subscriber: {
      cursor: () => cursor,
      moveCursor: (seq: number) => {
        cursor = seq;
      },
      unsentBytes: () => Math.max(0, sentBytes - readsBytes),
      send: (text: string) => {
        sentBytes += text.length;
        sent.push(JSON.parse(text) as { seq: number });
      },
      close: (code: number) => closes.push(code),
      present: (message: object) =>
        Promise.resolve("entry" in message ? (message.entry as object) : message),
    },
  };
}

it("lets a listener go that reads too slowly; it comes back where it was and misses nothing", async () => {
  const slow = build(3000, 500_000);
  await pumpSubscriber(slow.log, slow.subscriber);
  expect(slow.closes).toEqual([1013]);
  expect(slow.waitingBytes()).toBeLessThan(MAXIMUM_UNSENT_BYTES + 2000);
  expect(slow.subscriber.cursor()).toBe(slow.sent.length);
  const quick = build(3000, Infinity);
  quick.subscriber.moveCursor(slow.subscriber.cursor());
  await pumpSubscriber(quick.log, quick.subscriber);
  expect(quick.closes).toEqual([]);
  const numbers = [...slow.sent, ...quick.sent].map((entry) => entry.seq);
  expect(numbers).toEqual(Array.from({ length: 3000 }, (_, index) => index + 1));
});

it("tells no progress once the job has ended", async () => {
  const { log, subscriber, sent } = build(1, Infinity);
  const snapshot = { jobId, percent: 99, stage: "uploading", message: null, at: T0 } as const;
  await tellProgress(log, subscriber, snapshot);
  expect(sent).toHaveLength(1);
  const end = { type: "job-cancelled", eventId: "end", jobId, dialect: "native", at: T0 } as const;
  log.append(null, [end]);
  await tellProgress(log, subscriber, snapshot);
  expect(sent).toHaveLength(1);
});
