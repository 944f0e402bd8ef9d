import {
  QUARANTINE_BASE_SECONDS,
  QUARANTINE_CAP_SECONDS,
  STRIKES_BEFORE_QUARANTINE,
} from "#contracts/limits.ts";
import type { TaskSnapshot } from "../jobs/job.ts";
import type { PoolIndex } from "./pool-index.ts";

/**
 * Judges nodes by a task that was done: a node that had failed or lost it, where another could do
 * it, gets a strike; the node that did it starts clean. A task that fails everywhere says nothing
 * about any node. With the strikes a quarantine grows from minutes to an hour.
 */
export function judgeNodes(index: PoolIndex, task: TaskSnapshot, now: number): void {
  for (const nodeId of new Set(task.triedNodeIds)) {
    if (nodeId === task.doneByNodeId) continue;
    const known = index.strikes.get(nodeId) ?? { strikes: 0, quarantinedUntil: 0 };
    const strikes = known.strikes + 1;
    const beyond = strikes - STRIKES_BEFORE_QUARANTINE;
    const seconds = Math.min(QUARANTINE_CAP_SECONDS, QUARANTINE_BASE_SECONDS * 2 ** beyond);
    const quarantinedUntil = beyond < 0 ? known.quarantinedUntil : now + seconds * 1000;
    index.strikes.set(nodeId, { strikes, quarantinedUntil });
  }
  if (task.doneByNodeId !== null) index.strikes.delete(task.doneByNodeId);
}

/** Nodes that get work only while no other live node could take it, and until when. */
export function readQuarantines(index: PoolIndex, now: number): Map<string, number> {
  return new Map(
    [...index.strikes].flatMap(([nodeId, { quarantinedUntil }]) =>
      quarantinedUntil > now ? [[nodeId, quarantinedUntil]] : [],
    ),
  );
}

/** Says which nodes a task avoids while others could take it: in quarantine, or it failed there. */
export function avoidNodes(index: PoolIndex, now: number) {
  const quarantined = new Set(readQuarantines(index, now).keys());
  return ({ triedNodeIds }: { triedNodeIds: readonly string[] }): ReadonlySet<string> =>
    triedNodeIds.length === 0 ? quarantined : new Set([...quarantined, ...triedNodeIds]);
}
