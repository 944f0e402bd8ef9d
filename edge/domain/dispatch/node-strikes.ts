import {
  QUARANTINE_BASE_SECONDS,
  QUARANTINE_CAP_SECONDS,
  STRIKES_BEFORE_QUARANTINE,
} from "#contracts/limits.ts";
import type { TaskSnapshot } from "../jobs/job.ts";
import type { LocalSql } from "../ports.ts";

/**
 * Judges nodes by a task that was done: a node that had failed or lost it, where another could do
 * it, gets a strike; the node that did it starts clean. A task that fails everywhere says nothing
 * about any node. With the strikes a quarantine grows from minutes to an hour.
 */
export function judgeNodes(sql: LocalSql, task: TaskSnapshot, now: number): void {
  for (const nodeId of new Set(task.triedNodeIds)) {
    if (nodeId === task.doneByNodeId) continue;
    sql.run(
      `INSERT INTO node_strikes (node_id, strikes, quarantined_until) VALUES (?, 1, 0)
       ON CONFLICT (node_id) DO UPDATE SET strikes = strikes + 1`,
      nodeId,
    );
    const strikes = sql.all<{ strikes: number }>(
      "SELECT strikes FROM node_strikes WHERE node_id = ?",
      nodeId,
    )[0]?.strikes;
    const beyond = (strikes ?? 0) - STRIKES_BEFORE_QUARANTINE;
    if (beyond < 0) continue;
    const seconds = Math.min(QUARANTINE_CAP_SECONDS, QUARANTINE_BASE_SECONDS * 2 ** beyond);
    sql.run(
      "UPDATE node_strikes SET quarantined_until = ? WHERE node_id = ?",
      now + seconds * 1000,
      nodeId,
    );
  }
  if (task.doneByNodeId !== null) {
    sql.run("DELETE FROM node_strikes WHERE node_id = ?", task.doneByNodeId);
  }
}

/** Nodes that get work only while no other live node could take it. */
export function readQuarantinedNodes(sql: LocalSql, now: number): Set<string> {
  const rows = sql.all<{ node_id: string }>(
    "SELECT node_id FROM node_strikes WHERE quarantined_until > ?",
    now,
  );
  return new Set(rows.map((row) => row.node_id));
}
