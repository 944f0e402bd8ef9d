import { isJobEvent, type FeedEvent, type ProgressSnapshot } from "#contracts/events.ts";
import type { FeedMessage } from "../feeds/feed-subscriber.ts";
import { applyEvent, asRunning } from "./apply-event.ts";
import type { BatchJob } from "./job.ts";
import { isTerminalJobState } from "./transitions.ts";

/** The jobs as they were once entry `seq` was logged; `ended`: none of them will change again. */
export type JobsAt = { seq: number; jobs: readonly BatchJob[]; ended: boolean };

export type FollowJobs = {
  /** The jobs as they are stored, read after `lastSeq` was. */
  jobs: readonly BatchJob[];
  /** The newest entry of their feed. */
  lastSeq: number;
  /** The last `seq` the listener has; null when it has nothing. */
  after: number | null;
};

/** What a job may have reached, as far as one knows that it has not ended. */
const MAXIMUM_OPEN_PERCENT = 99;

/**
 * Follows the jobs of one feed by its messages: one state for every entry that the listener lacks,
 * and one for each change of live progress. A listener that has nothing begins with the stored
 * state; for one that comes back the log is folded from its start. Nothing is read meanwhile.
 */
export class JobsFollower {
  /** Ask the feed for what follows this entry. */
  readonly cursor: number;
  readonly #stored: ReadonlyMap<string, BatchJob>;
  readonly #lastSeq: number;
  readonly #after: number;
  #jobs: Map<string, BatchJob>;
  #seq: number;

  constructor({ jobs, lastSeq, after }: FollowJobs) {
    this.#stored = new Map(jobs.map((job) => [job.id, job]));
    this.#lastSeq = lastSeq;
    const replays = after !== null && after < lastSeq;
    this.#after = replays ? after : lastSeq;
    this.cursor = replays ? 0 : lastSeq;
    this.#seq = this.cursor;
    this.#jobs = new Map(this.#stored);
    if (replays) for (const [id, job] of this.#jobs) this.#jobs.set(id, asSubmitted(job));
  }

  /** The state to begin with; null when the listener is first told what it missed. */
  first(): JobsAt | null {
    return this.cursor === this.#lastSeq ? this.#now() : null;
  }

  /** The state after a message of the feed; null when there is nothing new to tell. */
  receive(message: FeedMessage): JobsAt | null {
    switch (message.kind) {
      case "event":
        return this.#apply(message.entry.seq, message.entry.event);
      case "progress":
        return this.#advance(message.snapshot);
      case "reset":
        // What was logged before is not kept any more: the stored state stands for it.
        this.#jobs = new Map(this.#stored);
        this.#seq = message.seq;
        return this.#seq > this.#after ? this.#now() : null;
    }
  }

  #apply(seq: number, event: FeedEvent): JobsAt | null {
    this.#seq = seq;
    const job = isJobEvent(event) ? this.#jobs.get(event.jobId) : undefined;
    if (job && isJobEvent(event)) {
      this.#jobs.set(job.id, this.#withKnownPercent(applyEvent(job, event)));
    }
    const told = seq > this.#after ? this.#now() : null;
    // From here on the stored state is at least as new as the log.
    if (seq === this.#lastSeq) this.#adoptStored();
    return told;
  }

  #advance(snapshot: ProgressSnapshot): JobsAt | null {
    const job = this.#jobs.get(snapshot.jobId);
    const isReplaying = this.#seq < this.#lastSeq;
    if (!job || isReplaying || isTerminalJobState(job.state)) return null;
    const percent = Math.max(job.percent, snapshot.percent);
    if (percent === job.percent && snapshot.stage === job.stage) return null;
    this.#jobs.set(job.id, { ...asRunning(job), percent, stage: snapshot.stage });
    return this.#now();
  }

  /** A listener that comes back may have seen any percent up to the stored one. */
  #withKnownPercent(job: BatchJob): BatchJob {
    if (job.state === "queued" || isTerminalJobState(job.state)) return job;
    const known = Math.min(this.#stored.get(job.id)?.percent ?? 0, MAXIMUM_OPEN_PERCENT);
    return { ...job, percent: Math.max(job.percent, known) };
  }

  /** The end of a job is told with the entry that says it, never before. */
  #adoptStored(): void {
    for (const [id, stored] of this.#stored) {
      const job = this.#jobs.get(id);
      const isAhead = isTerminalJobState(stored.state);
      if (job && !isAhead && !isTerminalJobState(job.state)) this.#jobs.set(id, stored);
    }
  }

  #now(): JobsAt {
    const jobs = [...this.#jobs.values()];
    return { seq: this.#seq, jobs, ended: jobs.every((job) => isTerminalJobState(job.state)) };
  }
}

/** A job as it was before anything happened to it. */
function asSubmitted(job: BatchJob): BatchJob {
  const ended = { errorCode: null, errorMessage: null };
  const begun = { stage: null, slotIndex: null, percent: 0 };
  return { ...job, ...ended, ...begun, state: "queued" };
}
