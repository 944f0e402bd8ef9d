import type { FaultPlan } from "./fault-plan.ts";
import type { Handler } from "./handler.ts";
import { attempt } from "./attempt.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Timeline } from "./timeline.ts";
import type { Trace } from "./trace.ts";

/** How likely each fault is to hit one call. */
const CRASH = 0.003;
const REFUSED = 0.003;
const LOST = 0.003;
const DELAYED = 0.004;
/** How often something else may happen between a call's effect and its reply. */
const SLOW_REPLY = { pool: 0.3, others: 0.1 };

/**
 * Every call of the product's code through a port: a step of its own, before and after which the
 * handler may die, whose reply may be lost, and which may be late.
 */
export class PortCalls {
  readonly #timeline: Timeline;
  readonly #random: SeededRandom;
  readonly #faults: FaultPlan;
  readonly #trace: Trace;

  constructor(timeline: Timeline, random: SeededRandom, faults: FaultPlan, trace: Trace) {
    this.#timeline = timeline;
    this.#random = random;
    this.#faults = faults;
    this.#trace = trace;
  }

  /** `effect` happens at once when the call arrives; `jobId` is the job that the call is about. */
  call<Result>(
    handler: Handler,
    port: string,
    effect: () => Result | Promise<Result>,
    jobId: string | null = handler.jobId,
  ): Promise<Result> {
    const faults = this.#faults;
    const delayed = faults.strikes("call-delayed", DELAYED, jobId);
    const slowReply = handler.kind === "pool" ? SLOW_REPLY.pool : SLOW_REPLY.others;
    const latency = delayed ? this.#random.integer(500, 20_000) : this.#latency();
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        if (!handler.alive) return;
        if (this.#crashes(handler, "crash-after-call", jobId)) return;
        if (faults.strikes("reply-lost", LOST, jobId)) {
          reject(new Error(`The reply of ${port} was lost.`));
        } else if (this.#random.chance(slowReply)) {
          this.#timeline.after(this.#latency(), () => {
            if (handler.alive) finish();
          });
        } else finish();
      };
      this.#timeline.after(latency, () => {
        if (!handler.alive) return;
        this.#trace.note(jobId, `${handler.label} → ${port}`);
        if (this.#crashes(handler, "crash-before-call", jobId)) return;
        if (faults.strikes("call-refused", REFUSED, jobId)) {
          reject(new Error(`${port} is not available.`));
          return;
        }
        attempt(effect).then(
          (result) => settle(() => resolve(result)),
          (error: unknown) => settle(() => reject(asError(error))),
        );
      });
    });
  }

  #crashes(
    handler: Handler,
    kind: "crash-before-call" | "crash-after-call",
    jobId: string | null,
  ): boolean {
    const isObject = handler.kind === "pool" || handler.kind === "feed";
    const rate = handler.kind === "pool" ? CRASH / 4 : CRASH;
    if (!this.#faults.strikes(isObject ? "object-reset" : kind, rate, jobId)) return false;
    handler.die(new Error(`${handler.label} died.`));
    return true;
  }

  #latency(): number {
    return this.#random.chance(0.05) ? this.#random.integer(5, 80) : this.#random.integer(1, 5);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
