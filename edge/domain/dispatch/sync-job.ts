import type { JobSnapshot, TaskSnapshot } from "../jobs/job.ts";
import { isTerminalJobState } from "../jobs/transitions.ts";
import type { LocalSql } from "../ports.ts";
import { judgeNodes } from "./node-strikes.ts";
import { readLeasesOfJob, readMeta, type IndexedLease } from "./pool-index.ts";

/** No snapshot is on its way for longer than this. */
const ENDS_KEPT_MILLISECONDS = 3_600_000;

/** What the nodes must be told because a job changed. */
export type SyncOutcome = { cancelled: IndexedLease[]; lost: IndexedLease[] };

/**
 * Brings the index in line with a job as stored. Snapshots can arrive late and out of order: one
 * that is older than what the index knows of a task changes nothing of it.
 */
export function syncJob(sql: LocalSql, job: JobSnapshot, now: number): SyncOutcome {
  return sql.transaction(() => {
    const leasedBefore = readLeasesOfJob(sql, job.jobId);
    for (const task of job.tasks) {
      if (task.state === "done" && isKnownUndone(sql, task.taskId)) judgeNodes(sql, task, now);
    }
    if (isTerminalJobState(job.state)) {
      rememberEnd(sql, job.jobId, now);
      sql.run("DELETE FROM tasks WHERE job_id = ?", job.jobId);
      sql.run("DELETE FROM jobs WHERE job_id = ?", job.jobId);
      return { cancelled: [], lost: leasedBefore };
    }
    if (hasEnded(sql, job.jobId)) return { cancelled: [], lost: [] };
    upsertJob(sql, job);
    for (const task of job.tasks) upsertTask(sql, job, task, now);
    const leasedNow = readLeasesOfJob(sql, job.jobId);
    const heldNow = new Set(leasedNow.map((lease) => lease.leaseId));
    const cancelled =
      job.state === "cancelling" ? leasedNow.filter((lease) => !lease.cancelTold) : [];
    for (const lease of cancelled) {
      sql.run("UPDATE tasks SET cancel_told = 1 WHERE task_id = ?", lease.taskId);
    }
    return { cancelled, lost: leasedBefore.filter((lease) => !heldNow.has(lease.leaseId)) };
  });
}

/** True once per task: when the index hears for the first time that it was done. */
function isKnownUndone(sql: LocalSql, taskId: string): boolean {
  return sql.all("SELECT 1 FROM tasks WHERE task_id = ? AND state <> 'done'", taskId).length > 0;
}

/** A snapshot from before the end may still be on its way: it must not bring the job back. */
function rememberEnd(sql: LocalSql, jobId: string, now: number): void {
  sql.run("INSERT OR IGNORE INTO ended_jobs (job_id, ended_at) VALUES (?, ?)", jobId, now);
  sql.run("DELETE FROM ended_jobs WHERE ended_at < ?", now - ENDS_KEPT_MILLISECONDS);
}

function hasEnded(sql: LocalSql, jobId: string): boolean {
  return sql.all("SELECT 1 AS ended FROM ended_jobs WHERE job_id = ?", jobId).length > 0;
}

function upsertJob(sql: LocalSql, job: JobSnapshot): void {
  sql.run(
    `INSERT INTO jobs (job_id, account_id, batch_id, dialect, state, priority, weight,
       maximum_running_jobs, cancel_requested_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (job_id) DO UPDATE SET
       state = CASE WHEN jobs.state = 'cancelling' THEN jobs.state
                    WHEN jobs.state = 'running' AND excluded.state = 'queued' THEN jobs.state
                    ELSE excluded.state END,
       cancel_requested_at = COALESCE(jobs.cancel_requested_at, excluded.cancel_requested_at),
       weight = excluded.weight, maximum_running_jobs = excluded.maximum_running_jobs`,
    job.jobId,
    job.accountId,
    job.batchId,
    job.dialect,
    job.state,
    job.priority,
    job.accountWeight,
    job.maximumRunningJobs,
    job.cancelRequestedAt,
  );
  sql.run(
    `INSERT INTO dialect_caps (account_id, dialect, maximum_running) VALUES (?, ?, ?)
     ON CONFLICT (account_id, dialect) DO UPDATE SET maximum_running = excluded.maximum_running
       WHERE maximum_running IS NOT excluded.maximum_running`,
    job.accountId,
    job.dialect,
    job.maximumRunningInDialect,
  );
  // An account that comes back from idleness starts level with the others: no hoarded turns.
  const level = readMeta(sql, "virtual-time") ?? 0;
  sql.run(
    `INSERT INTO accounts (account_id, virtual_time) VALUES (?1, ?2)
     ON CONFLICT (account_id) DO UPDATE SET virtual_time = MAX(virtual_time, ?2)
       WHERE NOT EXISTS (SELECT 1 FROM tasks WHERE account_id = ?1 AND state IN ('ready', 'leased'))`,
    job.accountId,
    level,
  );
}

function upsertTask(sql: LocalSql, job: JobSnapshot, task: TaskSnapshot, now: number): void {
  const version = versionOf(task);
  const known = sql.all<{ version: number }>(
    "SELECT version FROM tasks WHERE task_id = ?",
    task.taskId,
  )[0];
  if (known && known.version >= version) return;
  sql.run(
    `INSERT OR REPLACE INTO tasks (task_id, job_id, account_id, version, state, epoch, requirements,
       expected_seconds, ready_at, retry_at, tried_nodes, percent, lease_id, node_id, slot_index,
       leased_at, expires_at, deadline_at, reported_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    task.taskId,
    job.jobId,
    job.accountId,
    version,
    task.state,
    task.epoch,
    JSON.stringify(task.requirements),
    task.expectedSeconds,
    task.readyAt,
    task.retryAt ?? 0,
    JSON.stringify(task.triedNodeIds),
    task.percent,
    task.lease?.leaseId ?? null,
    task.lease?.nodeId ?? null,
    task.lease?.slotIndex ?? null,
    task.lease?.leasedAt ?? null,
    task.lease?.expiresAt ?? null,
    task.lease?.deadlineAt ?? null,
    // A lease the index just learned of has its full time to report.
    task.lease ? now : null,
  );
}

/** Orders the states a task goes through: waiting, ready, leased(1), ready again, leased(2) … ended. */
function versionOf(task: TaskSnapshot): number {
  switch (task.state) {
    case "waiting":
      return 0;
    case "ready":
      return 2 * task.epoch + 1;
    case "leased":
      return 2 * task.epoch;
    case "done":
    case "failed":
    case "cancelled":
      return Number.MAX_SAFE_INTEGER;
  }
}
