import { z } from "zod";
import { FeedEvent, ProgressSnapshot, type FeedEntry } from "#contracts/events.ts";
import type { LocalSql, SqlValue } from "../ports.ts";

/**
 * A row for each append, under the `seq` of its last event: every row written is paid for, and a
 * table costs two. Row 0 holds what belongs to no append.
 */
const TABLE = `CREATE TABLE IF NOT EXISTS log (seq INTEGER PRIMARY KEY, body TEXT NOT NULL)`;
const EVENTS_IN_A_ROW = 100;
const ROWS_AT_ONCE = 20;

const Audience = z.object({ accountId: z.string(), batchId: z.string().nullable() });

/** Events that came together, and what was known when they came. */
const AppendRow = z.object({
  events: z.array(FeedEvent),
  /** When they came, Unix milliseconds. */
  at: z.number(),
  audience: Audience.nullable(),
  /** Up to which `seq` the feeds above had heard everything. */
  forwarded: z.number(),
  progress: ProgressSnapshot.nullable(),
});
export type AppendRow = z.infer<typeof AppendRow>;

const EventIds = z.array(z.string());

const Aside = z.object({
  progress: ProgressSnapshot.nullable(),
  /** True: telling the feeds above failed, and nobody will ask for it again. */
  owes: z.boolean(),
});
export type Aside = z.infer<typeof Aside>;

type Row = { seq: number; body: string };

/** The rows of one feed. A feed that nobody wrote to is left without a table. */
export class FeedRows {
  readonly #sql: LocalSql;
  #exists: boolean | null = null;

  constructor(sql: LocalSql) {
    this.#sql = sql;
  }

  /** The storage was deleted. */
  forget(): void {
    this.#exists = null;
  }

  transaction<Result>(work: () => Result): Result {
    return this.#sql.transaction(work);
  }

  /** Stores what came together; `seq` is that of the first event. */
  append(seq: number, row: AppendRow): void {
    for (let start = 0; start < row.events.length; start += EVENTS_IN_A_ROW) {
      const events = row.events.slice(start, start + EVENTS_IN_A_ROW);
      this.#write(seq + start + events.length - 1, { ...row, events });
    }
  }

  readAside(): Aside {
    const body = this.#all("SELECT seq, body FROM log WHERE seq = 0")[0]?.body;
    return body === undefined ? { progress: null, owes: false } : Aside.parse(JSON.parse(body));
  }

  writeAside(aside: Aside): void {
    this.#write(0, aside);
  }

  /** The newest row; null while there is none. */
  newest(): (AppendRow & { seq: number }) | null {
    const row = this.#all("SELECT seq, body FROM log WHERE seq > 0 ORDER BY seq DESC LIMIT 1")[0];
    return row ? { seq: row.seq, ...AppendRow.parse(JSON.parse(row.body)) } : null;
  }

  /** The lowest `seq` still kept; null when nothing is. */
  firstSeq(): number | null {
    const row = this.#all("SELECT seq, body FROM log WHERE seq > 0 ORDER BY seq LIMIT 1")[0];
    return row ? (entriesOf(row)[0]?.seq ?? null) : null;
  }

  /** Entries after a sequence number, oldest first. */
  after(seq: number, limit: number): FeedEntry[] {
    const entries: FeedEntry[] = [];
    let cursor = seq;
    while (entries.length < limit) {
      const rows = this.#all(
        // SQLite would plan a bare `LIMIT ?` anew for every value that is bound.
        "SELECT seq, body FROM log WHERE seq > ? ORDER BY seq LIMIT CAST(? AS INTEGER)",
        Math.max(cursor, 0),
        ROWS_AT_ONCE,
      );
      for (const row of rows) entries.push(...entriesOf(row).filter((entry) => entry.seq > seq));
      if (rows.length < ROWS_AT_ONCE) break;
      cursor = rows.at(-1)?.seq ?? cursor;
    }
    return entries.slice(0, limit);
  }

  /**
   * Ids of the events that came since a time, and since when that is all there are: 0 where nothing
   * older is kept. Newest rows are looked at first.
   */
  idsSince(time: number): { since: number; ids: Set<string> } {
    const ids = new Set<string>();
    let below = Number.MAX_SAFE_INTEGER;
    for (;;) {
      const rows = this.#select<{ seq: number; at: number; ids: string }>(
        `SELECT seq, body ->> '$.at' AS at,
           (SELECT json_group_array(value ->> '$.eventId') FROM json_each(body, '$.events')) AS ids
         FROM log WHERE seq > 0 AND seq < ? ORDER BY seq DESC LIMIT CAST(? AS INTEGER)`,
        below,
        ROWS_AT_ONCE,
      );
      for (const row of rows) {
        if (row.at < time) return { since: time, ids };
        for (const id of EventIds.parse(JSON.parse(row.ids))) ids.add(id);
      }
      if (rows.length < ROWS_AT_ONCE) return { since: 0, ids };
      below = rows.at(-1)?.seq ?? 0;
    }
  }

  /** Lets go of rows whose events all have this `seq` or a lower one. */
  forgetUpTo(seq: number): void {
    if (seq > 0) this.#run("DELETE FROM log WHERE seq > 0 AND seq <= ?", seq);
  }

  /** Lets go of the oldest events while they are older than a time; the newest event stays. */
  forgetBefore(time: number): void {
    const last = this.newest()?.seq ?? 0;
    for (const { seq, event } of this.after(0, Number.MAX_SAFE_INTEGER)) {
      if (event.at < time && seq < last) continue;
      this.forgetUpTo(seq - 1);
      const row = this.#all(
        "SELECT seq, body FROM log WHERE seq >= ? ORDER BY seq LIMIT 1",
        seq,
      )[0];
      if (!row) return;
      const kept = AppendRow.parse(JSON.parse(row.body));
      const events = kept.events.slice(-(row.seq - seq + 1));
      if (events.length < kept.events.length) this.#write(row.seq, { ...kept, events });
      return;
    }
  }

  #write(seq: number, body: AppendRow | Aside): void {
    if (!this.#isThere()) {
      this.#sql.run(TABLE);
      this.#exists = true;
    }
    this.#sql.run(
      "INSERT INTO log (seq, body) VALUES (?, ?) ON CONFLICT (seq) DO UPDATE SET body = excluded.body",
      seq,
      JSON.stringify(body),
    );
  }

  #all(sql: string, ...parameters: number[]): Row[] {
    return this.#select<Row>(sql, ...parameters);
  }

  #select<Selected extends Record<string, SqlValue>>(
    sql: string,
    ...parameters: number[]
  ): Selected[] {
    return this.#isThere() ? this.#sql.all<Selected>(sql, ...parameters) : [];
  }

  #run(sql: string, ...parameters: number[]): void {
    if (this.#isThere()) this.#sql.run(sql, ...parameters);
  }

  #isThere(): boolean {
    if (this.#exists !== null) return this.#exists;
    const tables = this.#sql
      .all<{ name: string }>("SELECT name FROM sqlite_schema WHERE name IN ('log', 'entries')")
      .map(({ name }) => name);
    this.#exists = tables.includes("log");
    if (tables.includes("entries")) this.#adoptEarlier();
    return this.#exists;
  }

  /** Feeds once had a row for each event, and tables for the rest. */
  #adoptEarlier(): void {
    this.#sql.transaction(() => {
      this.#sql.run(TABLE);
      this.#exists = true;
      const entries = this.#sql
        .all<{ seq: number; event: string }>("SELECT seq, event FROM entries ORDER BY seq")
        .map(({ seq, event }) => ({ seq, event: FeedEvent.parse(JSON.parse(event)) }));
      const targets = this.#sql.all<{ target: string; cursor: number }>(
        "SELECT target, cursor FROM forwards",
      );
      const idOf = (kind: string) =>
        targets.find(({ target }) => target.startsWith(kind))?.target.slice(kind.length) ?? null;
      const accountId = idOf("account:");
      const forwarded = Math.min(...targets.map(({ cursor }) => cursor), Number.MAX_SAFE_INTEGER);
      const value = this.#sql.all<{ value: string }>(
        "SELECT value FROM meta WHERE key = 'progress'",
      );
      const progress = value[0] ? ProgressSnapshot.parse(JSON.parse(value[0].value)) : null;
      this.append(entries[0]?.seq ?? 1, {
        events: entries.map(({ event }) => event),
        at: entries.at(-1)?.event.at ?? 0,
        audience: accountId === null ? null : { accountId, batchId: idOf("batch:") },
        forwarded,
        progress,
      });
      if (forwarded < (entries.at(-1)?.seq ?? 0)) this.writeAside({ progress, owes: true });
      for (const table of ["entries", "meta", "forwards"]) this.#sql.run(`DROP TABLE ${table}`);
    });
  }
}

function entriesOf({ seq, body }: Row): FeedEntry[] {
  const { events } = AppendRow.parse(JSON.parse(body));
  return events.map((event, index) => ({ seq: seq - events.length + 1 + index, event }));
}
