import type { FeedEntry, FeedEvent, ProgressSnapshot } from "#contracts/events.ts";

/** Server time, Unix milliseconds. The only source of "now" in the domain. */
export interface Clock {
  now(): number;
}

/** Resolves after a time in milliseconds; in a request's life only. */
export type Pause = (milliseconds: number) => Promise<void>;

/** Randomness, so that simulations can seed it. */
export interface Random {
  /** A version 7 UUID whose time is `now`. */
  uuid(now: number): string;
  /** Uniform in [0, 1). */
  fraction(): number;
  /** `length` unpredictable bytes. */
  bytes(length: number): Uint8Array;
}

/** Values that SQLite binds and returns. */
export type SqlValue = string | number | null;

/** The synchronous SQLite of a Durable Object, or of a simulation. */
export interface LocalSql {
  all<Row extends Record<string, SqlValue>>(sql: string, ...parameters: SqlValue[]): Row[];
  run(sql: string, ...parameters: SqlValue[]): void;
  /** Runs `work` so that all or none of its writes stay. */
  transaction<Result>(work: () => Result): Result;
}

/** What a feed answers to a read. */
export type FeedPage = {
  entries: FeedEntry[];
  /** The latest progress; after the end the last one. */
  progress: ProgressSnapshot | null;
  /** Lowest and highest `seq` kept. */
  firstSeq: number;
  lastSeq: number;
  closed: boolean;
};

/** Where a job's events are forwarded to. */
export type FeedAudience = { accountId: string; batchId: string | null };

/** The feed of one job, batch or account, wherever it lives. */
export interface FeedClient {
  /** Logs what is new; answers whether anybody listens here or above. */
  append(audience: FeedAudience | null, events: readonly FeedEvent[]): Promise<boolean>;
  /** As `append` and `progress`, for what a node reports: what nobody hears of is told late. */
  report(
    audience: FeedAudience,
    events: readonly FeedEvent[],
    snapshot: ProgressSnapshot,
  ): Promise<boolean>;
  progress(snapshot: ProgressSnapshot): Promise<void>;
  /** Somebody listens above from now on: tells there what was only noted until now. */
  listen(): Promise<void>;
  read(after: number, limit: number): Promise<FeedPage>;
  /** Lets go of entries that are older than this time, in Unix milliseconds, but for the newest. */
  forgetBefore(time: number): Promise<void>;
  /** Lets go of everything: its subject is no more. */
  forget(): Promise<void>;
}

export interface Feeds {
  ofJob(jobId: string): FeedClient;
  ofBatch(batchId: string): FeedClient;
  ofAccount(accountId: string): FeedClient;
}

/** A message queue: at least once, in no order. */
export interface MessageQueue<Message> {
  send(messages: readonly Message[], options?: { delaySeconds: number }): Promise<void>;
}

/** Jobs that changed together; each message is paid for. */
export type JobsMessage = { type: "jobs-changed"; jobIds: readonly string[] };
export type WebhooksMessage = { type: "delivery-due"; deliveryId: string };
