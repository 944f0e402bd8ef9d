import type { Watch } from "./faulty-proxy.ts";
import { readAnswerStatus, readCall, type Call, type Step } from "./steps.ts";

/** The task that an agent was last given. */
export type HeldTask = { taskId: string; jobId: string; epoch: number };

/** Told of each step; true when the agent was killed at it. */
export type AtStep = (step: Step, task: HeldTask) => boolean;

/** Steps whose bytes must not arrive: the other side is never to hear of them. */
const KEPT_BACK: ReadonlySet<Step> = new Set([
  "lease-granted",
  "uploaded",
  "before-complete",
  "completing",
]);

/** Follows one agent's tasks by what passes between it and the edge. */
export class TaskWatch {
  /** What the agent works on; null between two tasks. */
  held: HeldTask | null = null;
  #reported: string | null = null;
  readonly #atStep: AtStep;
  readonly #onHello: () => void;

  /** @param onHello told when the edge has answered the agent's hello */
  constructor(atStep: AtStep, onHello: () => void) {
    this.#atStep = atStep;
    this.#onHello = onHello;
  }

  /** The watch of one connection: calls on it come one after the other. */
  watchConnection(): Watch {
    let call: Call = "other";
    let status: number | null = null;
    let answer = "";
    return (direction, bytes) => {
      const text = bytes.toString("latin1");
      if (direction === "up") {
        const next = readCall(text);
        if (next !== null) [call, status, answer] = [next, null, ""];
        return this.#pass(this.#stepsOfRequest(call, next !== null, text));
      }
      const begun = readAnswerStatus(text);
      status = begun ?? status;
      if (call === "leases" && status === 200) {
        answer += text;
        if (!this.#readLease(answer)) return true;
        return this.#pass(["lease-granted"]);
      }
      if (begun === null) return true;
      if (call === "hello" && begun === 200) this.#onHello();
      const passes = this.#pass(stepsOfAnswer(call, begun));
      if (call === "complete" && begun === 200) this.held = null;
      return passes;
    };
  }

  #stepsOfRequest(call: Call, isFirst: boolean, text: string): Step[] {
    if (call === "output" && isFirst && text.startsWith("PUT ")) return ["uploading"];
    if (call === "part" && isFirst) return ["uploading-part"];
    if (call === "complete" && isFirst) return ["before-complete"];
    if (call !== "progress" || this.held === null) return [];
    const lease = `${this.held.taskId} ${this.held.epoch}`;
    if (this.#reported !== lease) {
      this.#reported = lease;
      return ["lease-taken"];
    }
    const renders = /"stage":"(?:generating|encoding)"/.test(text);
    return renders ? ["rendering", "rendering-child"] : [];
  }

  /** Notes the lease of an answer that may still be incomplete; true when it is a new one. */
  #readLease(answer: string): boolean {
    const [, taskId, jobId, epoch] =
      /"taskId":"([\w-]{36})","jobId":"([\w-]{36})","epoch":(\d+)/.exec(answer) ?? [];
    if (taskId === undefined || jobId === undefined || epoch === undefined) return false;
    const isNew = this.held?.taskId !== taskId || this.held.epoch !== Number(epoch);
    this.held = { taskId, jobId, epoch: Number(epoch) };
    return isNew;
  }

  #pass(steps: readonly Step[]): boolean {
    const { held } = this;
    for (const step of held === null ? [] : steps) {
      if (held !== null && this.#atStep(step, held)) return !KEPT_BACK.has(step);
    }
    return true;
  }
}

function stepsOfAnswer(call: Call, status: number): Step[] {
  if (status !== 200) return [];
  if (call === "inputs") return ["fetching-inputs"];
  if (call === "output") return ["uploaded"];
  return call === "complete" ? ["completing", "after-complete"] : [];
}
