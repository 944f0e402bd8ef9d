import { type Timeline, START } from "./timeline.ts";
import type { Trace } from "./trace.ts";

/** More of one invariant would only repeat what the first ones say. */
const MAXIMUM_OF_INVARIANT = 5;

export type Violation = {
  /** Number of the invariant in the architecture. */
  invariant: number;
  message: string;
  jobId: string | null;
  /** Simulated seconds since the run began. */
  atSeconds: number;
  /** The last steps that touch the job. */
  trace: string[];
};

/** What broke an invariant, each with the way that led to it. */
export class Violations {
  readonly list: Violation[] = [];
  readonly #timeline: Timeline;
  readonly #trace: Trace;
  readonly #seen = new Set<string>();

  constructor(timeline: Timeline, trace: Trace) {
    this.#timeline = timeline;
    this.#trace = trace;
  }

  /** Notes a violation; the same one of the same job once. */
  report(invariant: number, message: string, jobId: string | null): void {
    const key = `${invariant} ${jobId} ${message}`;
    const earlier = this.list.filter((violation) => violation.invariant === invariant);
    if (this.#seen.has(key) || earlier.length >= MAXIMUM_OF_INVARIANT) return;
    this.#seen.add(key);
    this.#trace.note(jobId, `VIOLATION of invariant ${invariant}: ${message}`);
    const trace = jobId === null ? [] : this.#trace.linesOf(jobId);
    const atSeconds = (this.#timeline.now() - START) / 1000;
    this.list.push({ invariant, message, jobId, atSeconds, trace });
  }
}
