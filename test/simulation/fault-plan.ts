import type { JobState, TaskState } from "#contracts/job.ts";
import {
  combination,
  FAULT_KINDS,
  possibleStates,
  type FaultCounts,
  type FaultKind,
} from "./faults.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Trace } from "./trace.ts";

/** The states a fault can meet: of a job, and of its tasks. */
export type JobStates = { state: JobState; taskStates: readonly TaskState[] };

/** How likely a fault is where it meets a state that it did not meet before in this seed. */
const UNMET = 0.06;

/** Decides by the seed which faults happen, and counts what each of them met. */
export class FaultPlan {
  readonly counts: FaultCounts = {};
  total = 0;
  active = true;
  readonly #random: SeededRandom;
  readonly #trace: Trace;
  readonly #statesOf: (jobId: string) => JobStates | null;
  readonly #unmet = new Map(
    FAULT_KINDS.map((kind) => {
      const { job, task } = possibleStates(kind);
      return [kind, { job: new Set(job), task: new Set(task) }];
    }),
  );

  constructor(random: SeededRandom, trace: Trace, statesOf: (jobId: string) => JobStates | null) {
    this.#random = random;
    this.#trace = trace;
    this.#statesOf = statesOf;
  }

  /** True when a fault of this kind strikes now: more likely where it meets something new. */
  strikes(kind: FaultKind, probability: number, ...jobIds: readonly (string | null)[]): boolean {
    if (!this.active) return false;
    const isNew = jobIds.length === 1 && this.isUnmet(kind, jobIds[0] ?? null);
    const chance = isNew ? Math.max(probability, UNMET) : probability;
    if (!this.#random.chance(chance)) return false;
    this.record(kind, jobIds);
    return true;
  }

  /** True when a fault of this kind has not yet met the state that the job, or a task of it, is in. */
  isUnmet(kind: FaultKind, jobId: string | null): boolean {
    const unmet = this.#unmet.get(kind);
    if (jobId === null || !unmet || unmet.job.size + unmet.task.size === 0) return false;
    const states = this.#statesOf(jobId);
    if (!states) return false;
    return unmet.job.has(states.state) || states.taskStates.some((state) => unmet.task.has(state));
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
      this.#count(kind, "job", states.state);
      for (const state of new Set(states.taskStates)) this.#count(kind, "task", state);
    }
    if (!named) this.#trace.note(null, `fault: ${kind}`);
  }

  #count(kind: FaultKind, of: "job" | "task", state: JobState | TaskState): void {
    const name = combination(kind, of, state);
    this.counts[name] = (this.counts[name] ?? 0) + 1;
    const unmet: Set<JobState | TaskState> | undefined = this.#unmet.get(kind)?.[of];
    unmet?.delete(state);
  }
}
