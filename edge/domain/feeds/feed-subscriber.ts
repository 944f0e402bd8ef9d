import { MAXIMUM_UNSENT_BYTES } from "#contracts/limits.ts";
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
  /** Bytes that wait to go out to it. */
  unsentBytes(): number;
  send(text: string): void;
  close(code: number, reason: string): void;
  present: FeedPresenter;
}

const ENTRIES_PER_PAGE = 100;
/** "Try again later": the listener comes back with its cursor and misses nothing. */
const TRY_AGAIN_LATER = 1013;

/**
 * Sends a subscriber everything between its cursor and the end of the log. What is sent is read
 * from the log, never passed along, so nothing can be skipped, doubled or told out of order; only
 * one run per subscriber may be under way. The socket is closed after a terminal event, and when
 * its listener reads too slowly.
 */
export async function pumpSubscriber(log: FeedLog, subscriber: FeedSubscriber): Promise<void> {
  // A cursor past the end is of an earlier history, whose feed was deleted.
  const [oldest, newest] = [log.firstSeq() - 1, log.lastSeq()];
  if (subscriber.cursor() < oldest || subscriber.cursor() > newest) {
    const seq = subscriber.cursor() < oldest ? oldest : newest;
    await tell(subscriber, { kind: "reset", seq });
    subscriber.moveCursor(seq);
  }
  for (;;) {
    const entries = log.entriesAfter(subscriber.cursor(), ENTRIES_PER_PAGE);
    for (const entry of entries) {
      if (!(await tell(subscriber, { kind: "event", entry }))) return;
      subscriber.moveCursor(entry.seq);
    }
    if (entries.length === 0) break;
  }
  if (log.closedAt() !== null) subscriber.close(1000, "The job has ended.");
}

/**
 * Tells a subscriber the latest progress, unless the subject has ended meanwhile or has come
 * further, which is told by itself.
 */
export async function tellProgress(
  log: FeedLog,
  subscriber: FeedSubscriber,
  snapshot: ProgressSnapshot,
): Promise<void> {
  const body = await subscriber.present({ kind: "progress", snapshot });
  const isOld = (log.latestProgress()?.percent ?? 0) > snapshot.percent;
  if (body !== null && !isOld && log.closedAt() === null) sendTo(subscriber, body);
}

async function tell(subscriber: FeedSubscriber, message: FeedMessage): Promise<boolean> {
  const body = await subscriber.present(message);
  return body === null || sendTo(subscriber, body);
}

/** False when the listener was let go because too much waits for it already. */
function sendTo(subscriber: FeedSubscriber, body: object): boolean {
  if (subscriber.unsentBytes() > MAXIMUM_UNSENT_BYTES) {
    subscriber.close(TRY_AGAIN_LATER, "You read too slowly. Please reconnect.");
    return false;
  }
  subscriber.send(JSON.stringify(body));
  return true;
}
