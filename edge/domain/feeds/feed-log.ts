import { FeedEvent, isTerminalEvent, ProgressSnapshot, type FeedEntry } from "#contracts/events.ts";
import type { Clock, FeedAudience, FeedPage, LocalSql } from "../ports.ts";

/**
 * Every index is paid for with another row for each row written. A job's log is so short that its
 * events are found without one; objects made earlier have one, which does no harm.
 */
const tablesFor = (ends: boolean) => [
  `CREATE TABLE IF NOT EXISTS entries (
     seq INTEGER PRIMARY KEY, event_id TEXT NOT NULL${ends ? "" : " UNIQUE"}, event TEXT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS forwards (
     target TEXT PRIMARY KEY, cursor INTEGER NOT NULL) WITHOUT ROWID`,
];

/** Entries that a feed which never ends keeps; older ones are let go. */
const ENTRIES_KEPT = 10_000;

/**
 * The append-only log of one job, batch or account. `seq` rises by one with every entry and is
 * never given twice; an event that is known by its id changes nothing; nothing follows a job's
 * terminal event.
 */
export class FeedLog {
  readonly #storage: LocalSql;
  #hasTables = false;
  readonly #clock: Clock;
  /** A job's log ends with its terminal event; a batch's and an account's go on. */
  readonly #ends: boolean;

  constructor(sql: LocalSql, clock: Clock, ends: boolean) {
    this.#storage = sql;
    this.#clock = clock;
    this.#ends = ends;
  }

  /** The storage was deleted: what is logged from now on is a new history. */
  forget(): void {
    this.#hasTables = false;
  }

  /** Lets go of entries older than a time; the newest stays, so that `seq` goes on from it. */
  forgetBefore(time: number): void {
    // A feed that nobody wrote to is left without tables.
    if (!this.#storage.all("SELECT 1 FROM sqlite_schema WHERE name = 'entries'").length) return;
    this.#sql.run(
      `DELETE FROM entries WHERE json_extract(event, '$.at') < ?
         AND seq < (SELECT MAX(seq) FROM entries)`,
      time,
    );
  }

  get #sql(): LocalSql {
    if (!this.#hasTables) for (const table of tablesFor(this.#ends)) this.#storage.run(table);
    this.#hasTables = true;
    return this.#storage;
  }

  /** Appends what is new, in order, all or nothing. Answers how many entries that made. */
  append(audience: FeedAudience | null, events: readonly FeedEvent[]): number {
    return this.#sql.transaction(() => {
      if (audience) this.#remember(audience);
      if (this.closedAt() !== null) return 0;
      let appended = 0;
      for (const event of events) {
        const seq = this.#appendOne(event);
        if (seq === null) continue;
        appended += 1;
        if (this.#ends && isTerminalEvent(event)) {
          this.#write("closed-at", String(this.#clock.now()));
          break;
        }
        if (!this.#ends) {
          this.#sql.run("DELETE FROM entries WHERE seq <= ?", seq - ENTRIES_KEPT);
        }
      }
      return appended;
    });
  }

  /**
   * Keeps the latest progress of a job; percent never falls. Null once the job has ended. A feed of
   * many jobs keeps none: it only passes progress on.
   */
  progress(snapshot: ProgressSnapshot): ProgressSnapshot | null {
    if (!this.#ends) return snapshot;
    if (this.closedAt() !== null) return null;
    const percent = Math.max(snapshot.percent, this.latestProgress()?.percent ?? 0);
    const kept = { ...snapshot, percent };
    this.#write("progress", JSON.stringify(kept));
    return kept;
  }

  /** Entries after a sequence number, oldest first. */
  read(after: number, limit: number): FeedPage {
    return {
      entries: this.entriesAfter(after, limit),
      progress: this.latestProgress(),
      firstSeq: this.firstSeq(),
      lastSeq: this.lastSeq(),
      closed: this.closedAt() !== null,
    };
  }

  entriesAfter(after: number, limit: number): FeedEntry[] {
    return this.#sql
      .all<{ seq: number; event: string }>(
        // SQLite would plan a bare `LIMIT ?` anew for every value that is bound.
        "SELECT seq, event FROM entries WHERE seq > ? ORDER BY seq LIMIT CAST(? AS INTEGER)",
        after,
        limit,
      )
      .map((row) => ({ seq: row.seq, event: FeedEvent.parse(JSON.parse(row.event)) }));
  }

  lastSeq(): number {
    const row = this.#sql.all<{ seq: number | null }>("SELECT MAX(seq) AS seq FROM entries")[0];
    return row?.seq ?? 0;
  }

  /** The lowest sequence number still kept; one more than the last when nothing is. */
  firstSeq(): number {
    const row = this.#sql.all<{ seq: number | null }>("SELECT MIN(seq) AS seq FROM entries")[0];
    return row?.seq ?? this.lastSeq() + 1;
  }

  closedAt(): number | null {
    if (!this.#ends) return null;
    const value = this.#read("closed-at");
    return value === null ? null : Number(value);
  }

  /** Feeds that must hear what this one logs, and what each has not heard yet. */
  owedForwards(limit: number): { target: string; entries: FeedEntry[] }[] {
    return this.#sql
      .all<{ target: string; cursor: number }>("SELECT target, cursor FROM forwards")
      .map(({ target, cursor }) => ({ target, entries: this.entriesAfter(cursor, limit) }))
      .filter(({ entries }) => entries.length > 0);
  }

  /** Feeds that hear what this one logs. */
  listForwards(): { target: string }[] {
    return this.#sql.all<{ target: string }>("SELECT target FROM forwards");
  }

  recordForward(target: string, seq: number): void {
    this.#sql.run("UPDATE forwards SET cursor = MAX(cursor, ?) WHERE target = ?", seq, target);
  }

  #remember(audience: FeedAudience): void {
    const targets = [`account:${audience.accountId}`];
    if (audience.batchId !== null) targets.push(`batch:${audience.batchId}`);
    for (const target of targets) {
      this.#sql.run("INSERT OR IGNORE INTO forwards (target, cursor) VALUES (?, 0)", target);
    }
  }

  /** The event's new `seq`, or null for one that is known. The newest entry is never let go. */
  #appendOne(event: FeedEvent): number | null {
    const row = this.#sql.all<{ seq: number }>(
      `INSERT INTO entries (seq, event_id, event)
       SELECT (SELECT COALESCE(MAX(seq), 0) + 1 FROM entries), ?1, ?2
       WHERE NOT EXISTS (SELECT 1 FROM entries WHERE event_id = ?1) RETURNING seq`,
      event.eventId,
      JSON.stringify(event),
    )[0];
    return row?.seq ?? null;
  }

  /** How far a job's feed last heard it came; null in a feed of many jobs. */
  latestProgress(): ProgressSnapshot | null {
    const value = this.#read("progress");
    return value === null ? null : ProgressSnapshot.parse(JSON.parse(value));
  }

  #read(key: string): string | null {
    const row = this.#sql.all<{ value: string }>("SELECT value FROM meta WHERE key = ?", key)[0];
    return row?.value ?? null;
  }

  #write(key: string, value: string): void {
    this.#sql.run(
      `INSERT INTO meta (key, value) VALUES (?, ?)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      key,
      value,
    );
  }
}
