import type { FeedEntry, ProgressSnapshot } from "#contracts/events.ts";
import type { FeedLog } from "./feed-log.ts";

/** What a subscriber can be told. `reset`: entries up to `seq` are not kept any more. */
export type FeedMessage =
  | { kind: "event"; entry: FeedEntry }
  | { kind: "progress"; snapshot: ProgressSnapshot }
  | { kind: "reset"; seq: number };

/** Turns a message into a dialect's own JSON; null when that dialect does not tell it. */
export type FeedPresenter = (message: FeedMessage) => Promise<object | null>;

/** One listening socket. Its cursor is the last `seq` it was sent, and outlives hibernation. */
export interface FeedSubscriber {
  cursor(): number;
  moveCursor(seq: number): void;
  send(text: string): void;
  close(code: number, reason: string): void;
  present: FeedPresenter;
}

const ENTRIES_PER_PAGE = 100;

/**
 * Sends a subscriber everything between its cursor and the end of the log. What is sent is read
 * from the log, never passed along, so nothing can be skipped, doubled or told out of order; only
 * one run per subscriber may be under way. The socket is closed after a terminal event.
 */
export async function pumpSubscriber(log: FeedLog, subscriber: FeedSubscriber): Promise<void> {
  const firstSeq = log.firstSeq();
  if (subscriber.cursor() < firstSeq - 1) {
    await tell(subscriber, { kind: "reset", seq: firstSeq - 1 });
    subscriber.moveCursor(firstSeq - 1);
  }
  for (;;) {
    const entries = log.entriesAfter(subscriber.cursor(), ENTRIES_PER_PAGE);
    for (const entry of entries) {
      await tell(subscriber, { kind: "event", entry });
      subscriber.moveCursor(entry.seq);
    }
    if (entries.length === 0) break;
  }
  if (log.closedAt() !== null) subscriber.close(1000, "The job has ended.");
}

async function tell(subscriber: FeedSubscriber, message: FeedMessage): Promise<void> {
  const body = await subscriber.present(message);
  if (body !== null) subscriber.send(JSON.stringify(body));
}
