import { STEPS, type Step } from "./steps.ts";
import type { HeldTask } from "./watch-task.ts";

/** A task that a fault took from the node that had it, at a Unix time in milliseconds. */
export type Blow = HeldTask & { fault: string; at: number };

/** A stretch of time. */
export type Span = { from: number; to: number };

/** Unix milliseconds that never go back, comparable with the edge's own. */
export const now = (): number => performance.timeOrigin + performance.now();

/** What was done to the fleet. */
export class FaultLog {
  readonly blows: Blow[] = [];
  /** When the edge did not answer. */
  readonly outages: Span[] = [];
  readonly kills = new Map<Step, number>(STEPS.map((step) => [step, 0]));
  readonly others = new Map<string, number>();

  noteKill(step: Step, task: HeldTask): void {
    this.kills.set(step, this.killsAt(step) + 1);
    // When both sides know the task as done there is nothing to recover.
    if (step !== "completing" && step !== "after-complete") this.noteBlow(`kill ${step}`, task);
  }

  noteBlow(fault: string, task: HeldTask | null): void {
    if (task !== null) this.blows.push({ ...task, fault, at: now() });
  }

  noteOther(fault: string): void {
    this.others.set(fault, (this.others.get(fault) ?? 0) + 1);
  }

  killsAt(step: Step): number {
    return this.kills.get(step) ?? 0;
  }

  /** How often a task was hit; the product gives up on one that fails too often, rightly. */
  blowsTo({ taskId }: HeldTask): number {
    return this.blows.filter((blow) => blow.taskId === taskId).length;
  }
}
