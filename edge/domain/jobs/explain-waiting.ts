import type { TaskWaiting, WaitingReason } from "../dispatch/explain-waiting.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { JobSnapshot } from "./job.ts";

/** Why one task waits, and the nodes that could take it: how many, and for operators which. */
export type ExplainedTask = Omit<TaskWaiting, "capable" | "reason"> & {
  reason: Exclude<WaitingReason, { code: "offered" }> | { code: "offered"; until: number } | null;
  capableSlots: { total: number; free: number };
  capableNodes: { count: number; names: string[] | null };
};

/** A job's state, and what each task that has not ended waits for. */
export type JobWaiting = { jobId: string; state: JobSnapshot["state"]; tasks: ExplainedTask[] };

/**
 * Asks the job's pool why the job waits. The pool is shown the job as stored first, so the answer
 * is never older than the database.
 *
 * @param accountId whose job it must be; null for an operator, who may see any and nodes' names.
 * @throws DomainError `not-found` for unknown and foreign ids alike.
 */
export async function explainWaiting(
  services: Services,
  accountId: string | null,
  jobId: string,
): Promise<JobWaiting> {
  const job = await services.jobs.readSnapshot(jobId);
  const isShown = accountId === null || (await services.jobs.readOwned(jobId, accountId)) !== null;
  if (!job || !isShown) {
    throw new DomainError("not-found", "There is no job with this id.");
  }
  const pool = services.pools.named(job.pool);
  await pool.sync(job);
  const waiting = await pool.explainWaiting(jobId);
  const names = accountId === null ? await readNames(services, job.pool) : null;
  const open = (waiting?.tasks ?? []).filter((task) => isOpen(task.state));
  return {
    jobId,
    state: job.state,
    tasks: open.map(({ capable, reason, ...task }) => ({
      ...task,
      reason: reason?.code === "offered" ? { code: "offered", until: reason.until } : reason,
      capableSlots: { total: capable.total, free: capable.free },
      capableNodes: {
        count: capable.nodeIds.length,
        names: names && capable.nodeIds.map((nodeId) => names.get(nodeId) ?? nodeId),
      },
    })),
  };
}

function isOpen(taskState: string): boolean {
  return taskState === "waiting" || taskState === "ready" || taskState === "leased";
}

async function readNames(services: Services, pool: string): Promise<Map<string, string>> {
  const nodes = await services.nodes.list(pool);
  return new Map(nodes.map((node) => [node.id, node.name]));
}
