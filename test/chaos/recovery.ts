import type { Blow, FaultLog, Span } from "./fault-log.ts";
import type { NodeLife } from "./node-life.ts";

/** What a job's feed tells of its tasks, at Unix times in milliseconds. */
export type TaskEvent = { type: string; at: number; taskId: string; nodeId: string; epoch: number };

/** How long a task that was hit took to run again. */
export type Recovery = {
  blow: Blow;
  /** From the blow, or the edge's return, to the next lease. */
  waitedSeconds: number;
  /** The same without the time in which the task was ready and every node was out or busy. */
  seconds: number;
};

const STEP_MILLISECONDS = 100;

/** Measures every task that was interrupted; one that its node finished all the same is none. */
export function measureRecoveries(
  log: FaultLog,
  events: readonly TaskEvent[],
  lives: ReadonlyMap<string, NodeLife>,
): Recovery[] {
  const work = readWork(events);
  // A task that was hit again before it ran again is due from the last blow.
  const last = new Map(log.blows.map((blow) => [`${blow.taskId} ${blow.epoch}`, blow]));
  return [...last.values()].flatMap((blow) => {
    const later = events.filter(
      ({ taskId, epoch }) => taskId === blow.taskId && epoch >= blow.epoch,
    );
    const next = later.find(({ type, epoch }) => type === "task-leased" && epoch > blow.epoch);
    if (next === undefined) return [];
    const since = log.outages
      .filter(({ from, to }) => to > blow.at && from < next.at)
      .reduce((latest, { to }) => Math.max(latest, to), blow.at);
    const requeued = later.find(({ type }) => type === "task-requeued");
    const ready = Math.max(since, requeued?.at ?? since);
    const full = measureFull(ready, next.at, work, lives);
    const waited = Math.max(0, next.at - since);
    return [{ blow, waitedSeconds: waited / 1000, seconds: Math.max(0, waited - full) / 1000 }];
  });
}

type Work = ReadonlyMap<string, readonly Span[]>;

/** When each node had a lease. */
function readWork(events: readonly TaskEvent[]): Work {
  const work = new Map<string, Span[]>();
  for (const { type, at, taskId, nodeId, epoch } of events) {
    if (type !== "task-leased") continue;
    const end = events.find(
      (event) =>
        event.taskId === taskId &&
        event.epoch === epoch &&
        (event.type === "task-done" || event.type === "task-requeued"),
    );
    const spans = work.get(nodeId) ?? [];
    work.set(nodeId, [...spans, { from: at, to: end?.at ?? Number.POSITIVE_INFINITY }]);
  }
  return work;
}

/** Milliseconds between two times in which no node could have taken anything. */
function measureFull(from: number, to: number, work: Work, lives: ReadonlyMap<string, NodeLife>) {
  let full = 0;
  for (let time = from; time < to; time += STEP_MILLISECONDS) {
    const isFree = [...lives].some(
      ([nodeId, life]) =>
        !life.wasOutAt(time) &&
        !(work.get(nodeId) ?? []).some((span) => time >= span.from && time < span.to),
    );
    if (!isFree) full += Math.min(STEP_MILLISECONDS, to - time);
  }
  return full;
}
