import type { Clock } from "../../edge/domain/ports.ts";
import { START } from "./timeline.ts";

const LINES_PER_SUBJECT = 60;

/** What happened, in order: a hash of all of it, and the last lines that touch each job. */
export class Trace {
  readonly #clock: Clock;
  readonly #lines = new Map<string, string[]>();
  #low = 0x811c9dc5;
  #high = 0x1000193;
  /** Every line at once, for a developer who looks at one seed. */
  readonly #print: boolean;

  constructor(clock: Clock, print: boolean) {
    this.#clock = clock;
    this.#print = print;
  }

  /** `subject` is the id of the job that the step touches, if it is known. */
  note(subject: string | null, text: string): void {
    const milliseconds = this.#clock.now() - START;
    this.#mix(`${milliseconds} ${text}`);
    const line = `${(milliseconds / 1000).toFixed(3).padStart(10)}  ${text}`;
    if (this.#print) console.log(`${line}  ${subject ?? ""}`);
    if (subject === null) return;
    const lines = this.#lines.get(subject);
    if (!lines) this.#lines.set(subject, [line]);
    else if (lines.push(line) > 2 * LINES_PER_SUBJECT) lines.splice(0, LINES_PER_SUBJECT);
  }

  linesOf(subject: string): string[] {
    return (this.#lines.get(subject) ?? []).slice(-LINES_PER_SUBJECT);
  }

  hash(): string {
    return [this.#high, this.#low]
      .map((part) => (part >>> 0).toString(16).padStart(8, "0"))
      .join("");
  }

  #mix(text: string): void {
    for (let index = 0; index < text.length; index += 1) {
      this.#low = Math.imul(this.#low ^ text.charCodeAt(index), 0x01000193);
      this.#high = Math.imul(this.#high ^ (this.#low >>> 13), 0x5bd1e995);
    }
  }
}
