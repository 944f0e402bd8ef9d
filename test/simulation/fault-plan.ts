import type { JobState, TaskState } from "#contracts/job.ts";
import { combination, type FaultCounts, type FaultKind } from "./faults.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Trace } from "./trace.ts";

/** The states a fault can meet: of a job, and of its tasks. */
export type JobStates = { state: JobState; taskStates: readonly TaskState[] };

/** Decides by the seed which faults happen, and counts what each of them met. */
export class FaultPlan {
  readonly counts: FaultCounts = {};
  total = 0;
  active = true;
  readonly #random: SeededRandom;
  readonly #trace: Trace;
  readonly #statesOf: (jobId: string) => JobStates | null;

  constructor(random: SeededRandom, trace: Trace, statesOf: (jobId: string) => JobStates | null) {
    this.#random = random;
    this.#trace = trace;
    this.#statesOf = statesOf;
  }

  /** True when a fault of this kind strikes now. */
  strikes(kind: FaultKind, probability: number, ...jobIds: readonly (string | null)[]): boolean {
    if (!this.active || !this.#random.chance(probability)) return false;
    this.record(kind, jobIds);
    return true;
  }

  /** Notes a fault that was decided elsewhere. */
  record(kind: FaultKind, jobIds: Iterable<string | null>): void {
    this.total += 1;
    let named = false;
    for (const jobId of jobIds) {
      if (jobId === null) continue;
      named = true;
      this.#trace.note(jobId, `fault: ${kind}`);
      const states = this.#statesOf(jobId);
      if (!states) continue;
      this.#count(combination(kind, "job", states.state));
      for (const state of new Set(states.taskStates)) this.#count(combination(kind, "task", state));
    }
    if (!named) this.#trace.note(null, `fault: ${kind}`);
  }

  #count(name: string): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }
}
