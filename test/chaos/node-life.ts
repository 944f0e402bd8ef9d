import { now, type Span } from "./fault-log.ts";

/** When a node could not take work, because of a fault or because it had not come back yet. */
export class NodeLife {
  readonly #outs: Span[] = [];
  #outSince: number | null = now();

  /** True from a fault until the edge has answered the node's next hello. */
  get isOut(): boolean {
    return this.#outSince !== null;
  }

  goOut(): void {
    this.#outSince ??= now();
  }

  comeBack(): void {
    if (this.#outSince !== null) this.#outs.push({ from: this.#outSince, to: now() });
    this.#outSince = null;
  }

  wasOutAt(time: number): boolean {
    if (this.#outSince !== null && time >= this.#outSince) return true;
    return this.#outs.some(({ from, to }) => time >= from && time < to);
  }
}
