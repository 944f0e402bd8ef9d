import type { RowChange } from "./row-change.ts";

export type HandlerKind = "client" | "node" | "queue" | "sweep" | "operator" | "pool" | "feed";

/**
 * One run of the product's code: a request, a queue message, a cron run, or one stay of a Durable
 * Object in memory. When it dies none of its calls goes on.
 */
export class Handler {
  readonly kind: HandlerKind;
  readonly label: string;
  /** The job it works on, as soon as that is known. */
  jobId: string | null;
  accountId: string | null = null;
  nodeId: string | null = null;
  leaseId: string | null = null;
  /** The Idempotency-Key that the request carries. */
  idempotencyKey: string | null = null;
  readonly startedAt: number;
  /** How far the clock of the machine that it runs on is wrong. */
  skewMilliseconds = 0;
  alive = true;
  /** Pieces of work that were left for after the answer and go on. */
  workAfterAnswer = 0;
  /** Rows that commits of this handler changed. */
  readonly changes: RowChange[] = [];
  readonly #deathWatchers = new Set<(reason: Error) => void>();

  constructor(kind: HandlerKind, label: string, jobId: string | null, startedAt: number) {
    this.kind = kind;
    this.label = label;
    this.jobId = jobId;
    this.startedAt = startedAt;
  }

  #becameIdle: (() => void) | null = null;

  /** Calls back once, when it has answered and none of its work goes on. */
  whenIdle(callback: () => void): void {
    this.#becameIdle = callback;
  }

  workEnded(): void {
    this.workAfterAnswer -= 1;
    if (this.workAfterAnswer > 0 || !this.alive) return;
    this.#becameIdle?.();
    this.#becameIdle = null;
  }

  /** Settles like `work`, or fails when the handler dies first. */
  outlive<Result>(work: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#deathWatchers.add(reject);
      work.then(resolve, reject).finally(() => this.#deathWatchers.delete(reject));
    });
  }

  onDeath(watcher: (reason: Error) => void): void {
    this.#deathWatchers.add(watcher);
  }

  die(reason: Error): void {
    if (!this.alive) return;
    this.alive = false;
    for (const fail of this.#deathWatchers) fail(reason);
    this.#deathWatchers.clear();
  }
}
