import type { TaskRequirements } from "#contracts/task.ts";
import type { NodeSpeed } from "./speed-store.ts";
import { usualSecondsPerUnit, workloadClassOf } from "./workload.ts";

/** Half of all cases, and nine in ten, stay below. */
export type Quantile = "p50" | "p90";

/** Standard deviations of a normal distribution up to a quantile. */
const DEVIATIONS: Readonly<Record<Quantile, number>> = { p50: 0, p90: 1.2816 };
/** Spread of what nobody has measured yet, as a part of the mean. */
const UNKNOWN_SPREAD = 0.5;
const [LEAST_SPREAD, MOST_SPREAD] = [0.1, 1];

type Pace = { secondsPerUnit: number; spread: number };

/** How long tasks take: by the node's own measurements, else by other nodes', else as usual. */
export class SpeedBook {
  readonly #ofNode = new Map<string, Pace>();
  readonly #ofClass = new Map<string, Pace>();

  constructor(speeds: readonly NodeSpeed[]) {
    for (const speed of speeds) {
      this.#ofNode.set(`${speed.nodeId} ${speed.workloadClass}`, paceOf(speed));
    }
    for (const [workloadClass, group] of Map.groupBy(speeds, (speed) => speed.workloadClass)) {
      const paces = group.map(paceOf).toSorted((a, b) => a.secondsPerUnit - b.secondsPerUnit);
      const median = paces[Math.floor((paces.length - 1) / 2)];
      if (median) this.#ofClass.set(workloadClass, { ...median, spread: UNKNOWN_SPREAD });
    }
  }

  /**
   * Seconds of a slot's time that a task takes.
   *
   * @param nodeId null: on any node.
   * @param expectedSeconds on a node of speed 1.
   */
  secondsOn(
    nodeId: string | null,
    task: { requirements: TaskRequirements; expectedSeconds: number },
    quantile: Quantile,
  ): number {
    const { requirements, expectedSeconds } = task;
    const usual = usualSecondsPerUnit(requirements.kind);
    const workloadClass = workloadClassOf(requirements);
    const { secondsPerUnit, spread } = this.#ofNode.get(`${nodeId} ${workloadClass}`) ??
      this.#ofClass.get(workloadClass) ?? { secondsPerUnit: usual, spread: UNKNOWN_SPREAD };
    // Times multiply rather than add: a slow task is twice as slow as likely as a fast one half.
    const deviation = Math.sqrt(Math.log1p(spread * spread));
    const units = expectedSeconds / usual;
    return units * secondsPerUnit * Math.exp(DEVIATIONS[quantile] * deviation);
  }
}

function paceOf({ secondsPerUnit, variance }: NodeSpeed): Pace {
  const spread = Math.sqrt(variance) / secondsPerUnit;
  return {
    secondsPerUnit,
    spread: Math.min(MOST_SPREAD, Math.max(LEAST_SPREAD, spread)),
  };
}
