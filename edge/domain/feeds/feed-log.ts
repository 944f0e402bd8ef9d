import {
  isTerminalEvent,
  type FeedEntry,
  type FeedEvent,
  type ProgressSnapshot,
} from "#contracts/events.ts";
import type { Clock, FeedAudience, FeedPage, LocalSql } from "../ports.ts";
import { FeedRows } from "./feed-rows.ts";

/** Entries that a feed which never ends keeps at least; older ones are let go. */
const ENTRIES_KEPT = 10_000;
/** An event that comes again comes so much later at most than it first did. */
const REPEATED_WITHIN_MILLISECONDS = 3_600_000;

const BEGINNINGS: ReadonlySet<FeedEvent["type"]> = new Set([
  "job-queued",
  "job-started",
  "task-leased",
]);

/** What the feed knows of itself without reading it again. */
type Known = {
  lastSeq: number;
  closedAt: number | null;
  audience: FeedAudience | null;
  forwarded: number;
  /** The latest progress, and the highest percent that would outlive this object. */
  progress: ProgressSnapshot | null;
  durablePercent: number;
  owes: boolean;
};

/**
 * The append-only log of one job, batch or account. `seq` rises by one with every entry and is
 * never given twice; an event that is known by its id changes nothing; nothing follows a job's
 * terminal event. What nobody was shown yet may be held in memory; see `hold` and `progress`.
 */
export class FeedLog {
  readonly #rows: FeedRows;
  readonly #clock: Clock;
  /** A job's log ends with its terminal event; a batch's and an account's go on. */
  readonly #ends: boolean;
  #state: Known | null = null;
  #ids: { since: number; ids: Set<string> } | null = null;
  #held: { audience: FeedAudience; events: readonly FeedEvent[] }[] = [];

  constructor(sql: LocalSql, clock: Clock, ends: boolean) {
    this.#rows = new FeedRows(sql);
    this.#clock = clock;
    this.#ends = ends;
  }

  /** The storage was deleted: what is logged from now on is a new history. */
  forget(): void {
    this.#rows.forget();
    this.#state = null;
    this.#ids = null;
    this.#held = [];
  }

  /** Lets go of entries older than a time; the newest stays, so that `seq` goes on from it. */
  forgetBefore(time: number): void {
    if (this.lastSeq() > 0) this.#rows.transaction(() => this.#rows.forgetBefore(time));
  }

  /** Notes events that nobody hears; they come into the log before whatever is appended next. */
  hold(audience: FeedAudience, events: readonly FeedEvent[]): void {
    if (events.length > 0 && this.closedAt() === null) this.#held.push({ audience, events });
  }

  /** Brings what is held into the log. Answers how many entries that made. */
  release(): number {
    return this.#held.length === 0 ? 0 : this.append(null, []);
  }

  /** Appends what is new, in order, all or nothing. Answers how many entries that made. */
  append(audience: FeedAudience | null, events: readonly FeedEvent[]): number {
    const state = this.#known;
    if (state.closedAt !== null) return 0;
    const held = this.#held.flatMap((one) => one.events);
    // What is held was reported under a lease, so it never stands before one's beginning.
    const start = events.findIndex(({ type }) => !BEGINNINGS.has(type));
    const lead = events.slice(0, start === -1 ? events.length : start);
    const fresh = this.#pickNew([...lead, ...held, ...events.slice(lead.length)]);
    const closedAt = this.#ends ? (fresh.find(isTerminalEvent)?.at ?? null) : null;
    const next: Known = {
      ...state,
      lastSeq: state.lastSeq + fresh.length,
      closedAt,
      audience: audience ?? state.audience ?? this.#held[0]?.audience ?? null,
      durablePercent: state.progress?.percent ?? 0,
    };
    if (fresh.length > 0) {
      const { forwarded, progress } = state;
      const row = {
        events: fresh,
        at: this.#clock.now(),
        audience: next.audience,
        forwarded,
        progress,
      };
      this.#rows.transaction(() => {
        this.#rows.append(state.lastSeq + 1, row);
        if (!this.#ends) this.#rows.forgetUpTo(next.lastSeq - ENTRIES_KEPT);
      });
      this.#state = next;
      for (const { eventId } of fresh) this.#ids?.ids.add(eventId);
    }
    this.#held = [];
    return fresh.length;
  }

  /**
   * Notes the latest progress of a job; percent never falls. Null once the job has ended. A feed of
   * many jobs keeps none: it only passes progress on. Before anybody is shown it, `keepProgress`.
   */
  progress(snapshot: ProgressSnapshot): ProgressSnapshot | null {
    if (!this.#ends) return snapshot;
    const state = this.#known;
    if (state.closedAt !== null) return null;
    const percent = Math.max(snapshot.percent, state.progress?.percent ?? 0);
    state.progress = { ...snapshot, percent };
    return state.progress;
  }

  /** Makes the latest percent outlive this object: somebody is about to be shown it. */
  keepProgress(): void {
    const state = this.#known;
    if (!state.progress || state.progress.percent <= state.durablePercent) return;
    this.#rows.writeAside({ progress: state.progress, owes: state.owes });
    state.durablePercent = state.progress.percent;
  }

  /** Entries after a sequence number, oldest first, and the progress as a reader may be shown it. */
  read(after: number, limit: number): FeedPage {
    this.keepProgress();
    return {
      entries: limit === 0 ? [] : this.entriesAfter(after, limit),
      progress: this.latestProgress(),
      firstSeq: this.firstSeq(),
      lastSeq: this.lastSeq(),
      closed: this.closedAt() !== null,
    };
  }

  entriesAfter(after: number, limit: number): FeedEntry[] {
    return this.#rows.after(after, limit);
  }

  lastSeq(): number {
    return this.#known.lastSeq;
  }

  /** The lowest sequence number still kept; one more than the last when nothing is. */
  firstSeq(): number {
    return this.#rows.firstSeq() ?? this.lastSeq() + 1;
  }

  /** When its job ended; null before that, and in a feed of many jobs. */
  closedAt(): number | null {
    return this.#known.closedAt;
  }

  /** How far a job's feed last heard it came; null in a feed of many jobs. */
  latestProgress(): ProgressSnapshot | null {
    return this.#known.progress;
  }

  /** Feeds that hear what this one logs. */
  forwardTargets(): string[] {
    const audience = this.#known.audience ?? this.#held[0]?.audience;
    if (!audience) return [];
    const { accountId, batchId } = audience;
    return [`account:${accountId}`, ...(batchId === null ? [] : [`batch:${batchId}`])];
  }

  /** What they have not heard yet, as far as this object knows: some of it may be known to them. */
  owedForwards(limit: number): FeedEntry[] {
    if (this.forwardTargets().length === 0) return [];
    return this.entriesAfter(this.#known.forwarded, limit);
  }

  recordForward(seq: number): void {
    const state = this.#known;
    state.forwarded = Math.max(state.forwarded, seq);
    // Kept with the next append; only a debt that outlives its outbox entry is worth a row.
    if (state.owes && state.forwarded >= state.lastSeq) this.#noteDebt(false);
  }

  /** Telling the feeds above failed. */
  recordFailedForward(): void {
    if (!this.#known.owes) this.#noteDebt(true);
  }

  /** True while telling the feeds above has failed and was not made up for. */
  owes(): boolean {
    return this.#known.owes;
  }

  #noteDebt(owes: boolean): void {
    const state = this.#known;
    state.owes = owes;
    state.durablePercent = Math.max(state.durablePercent, state.progress?.percent ?? 0);
    this.#rows.writeAside({ progress: state.progress, owes });
  }

  get #known(): Known {
    this.#state ??= this.#load();
    return this.#state;
  }

  #load(): Known {
    const newest = this.#rows.newest();
    const aside = this.#rows.readAside();
    const last = newest?.events.at(-1);
    const progress =
      (aside.progress?.percent ?? -1) > (newest?.progress?.percent ?? -1)
        ? aside.progress
        : (newest?.progress ?? null);
    return {
      lastSeq: newest?.seq ?? 0,
      closedAt: this.#ends && last && isTerminalEvent(last) ? last.at : null,
      audience: newest?.audience ?? null,
      forwarded: newest?.forwarded ?? 0,
      progress,
      durablePercent: progress?.percent ?? 0,
      owes: aside.owes,
    };
  }

  /** The events that are not logged yet, each once, up to the one that ends the log. */
  #pickNew(events: readonly FeedEvent[]): FeedEvent[] {
    if (events.length === 0) return [];
    const firstAt = Math.min(...events.map((event) => event.at));
    const logged = this.#idsSince(firstAt - REPEATED_WITHIN_MILLISECONDS);
    const fresh = new Map<string, FeedEvent>();
    for (const event of events) {
      if (logged.has(event.eventId) || fresh.has(event.eventId)) continue;
      fresh.set(event.eventId, event);
      if (this.#ends && isTerminalEvent(event)) break;
    }
    return [...fresh.values()];
  }

  /** Ids of all that was logged since a time; read once, then kept up with. */
  #idsSince(time: number): ReadonlySet<string> {
    const known = this.#ids;
    if (known && known.since <= time && known.ids.size < 2 * ENTRIES_KEPT) return known.ids;
    this.#ids = this.#rows.idsSince(time);
    return this.#ids.ids;
  }
}
