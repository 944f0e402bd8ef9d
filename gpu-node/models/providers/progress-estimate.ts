import { monotonicMilliseconds } from "../../clock.ts";
import type { ModelProgress } from "../remote/model-call.ts";

const tickMilliseconds = 1000;

/**
 * Tells how far a call is: what the server says, or else an estimate that says that it is one, from
 * the time such calls took before. It never reaches the end by itself.
 */
export class ProgressEstimate implements Disposable {
  readonly #name: string;
  readonly #expectedSeconds: number;
  readonly #onProgress: (progress: ModelProgress) => void;
  readonly #startedMilliseconds = monotonicMilliseconds();
  readonly #timer: NodeJS.Timeout;
  #isTold = false;

  constructor(
    name: string,
    expectedSeconds: number,
    onProgress: (progress: ModelProgress) => void,
  ) {
    this.#name = name;
    this.#expectedSeconds = expectedSeconds;
    this.#onProgress = onProgress;
    this.#timer = setInterval(() => this.#guess(), tickMilliseconds);
    this.#guess();
  }

  /** @param share what the server says, from 0 to 1 */
  told(share: number): void {
    this.#isTold = true;
    const percent = Math.min(99, Math.max(0, share * 100));
    this.#onProgress({ percent, message: `${this.#name} is at ${Math.round(percent)} %` });
  }

  get elapsedSeconds(): number {
    return (monotonicMilliseconds() - this.#startedMilliseconds) / 1000;
  }

  #guess(): void {
    if (this.#isTold) return;
    const percent = 95 * (1 - Math.exp((-1.5 * this.elapsedSeconds) / this.#expectedSeconds));
    const seconds = Math.round(this.elapsedSeconds);
    this.#onProgress({
      percent,
      message: `${this.#name} has worked for ${seconds} s; progress is an estimate`,
    });
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
