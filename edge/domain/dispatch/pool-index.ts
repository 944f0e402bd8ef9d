import type { NodeCapabilities } from "#contracts/node-protocol.ts";
import type { Dialect, JobState, TaskStage } from "#contracts/job.ts";
import type { TaskRequirements } from "#contracts/task.ts";
import type { LocalSql, SqlValue } from "../ports.ts";

/**
 * The pool's own tables: an index over D1 that can be thrown away at any time. Without a rowid the
 * key costs no second row for each row written.
 */
const TABLES = [
  `CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value REAL NOT NULL) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS jobs (
     job_id TEXT PRIMARY KEY, account_id TEXT NOT NULL, batch_id TEXT, dialect TEXT NOT NULL,
     state TEXT NOT NULL, priority INTEGER NOT NULL, weight REAL NOT NULL,
     maximum_running_jobs INTEGER NOT NULL, cancel_requested_at INTEGER) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS dialect_caps (
     account_id TEXT NOT NULL, dialect TEXT NOT NULL, maximum_running INTEGER,
     PRIMARY KEY (account_id, dialect)) WITHOUT ROWID`,
  `CREATE INDEX IF NOT EXISTS jobs_by_account ON jobs (account_id, state)`,
  `CREATE TABLE IF NOT EXISTS tasks (
     task_id TEXT PRIMARY KEY, job_id TEXT NOT NULL, account_id TEXT NOT NULL,
     version INTEGER NOT NULL, state TEXT NOT NULL, epoch INTEGER NOT NULL,
     requirements TEXT NOT NULL, expected_seconds REAL NOT NULL, ready_at INTEGER NOT NULL,
     retry_at INTEGER NOT NULL DEFAULT 0, tried_nodes TEXT NOT NULL, percent REAL NOT NULL,
     lease_id TEXT, node_id TEXT, slot_index INTEGER, leased_at INTEGER, expires_at INTEGER,
     deadline_at INTEGER, reported_at INTEGER, report_number INTEGER NOT NULL DEFAULT 0,
     stage TEXT, persisted_at INTEGER NOT NULL DEFAULT 0, cancel_told INTEGER NOT NULL DEFAULT 0,
     offered_node_id TEXT, offered_slot_index INTEGER, offered_until INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID`,
  `CREATE INDEX IF NOT EXISTS tasks_by_job ON tasks (job_id)`,
  `CREATE INDEX IF NOT EXISTS tasks_by_state ON tasks (state, account_id, ready_at)`,
  `CREATE INDEX IF NOT EXISTS tasks_by_lease ON tasks (lease_id)`,
  `CREATE TABLE IF NOT EXISTS ended_jobs (job_id TEXT PRIMARY KEY, ended_at INTEGER NOT NULL) WITHOUT ROWID`,
  `CREATE INDEX IF NOT EXISTS ended_jobs_by_age ON ended_jobs (ended_at)`,
  `CREATE TABLE IF NOT EXISTS accounts (account_id TEXT PRIMARY KEY, virtual_time REAL NOT NULL) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS nodes (
     node_id TEXT PRIMARY KEY, state TEXT NOT NULL, instance_id TEXT, capabilities TEXT,
     heard_at INTEGER NOT NULL) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS node_strikes (
     node_id TEXT PRIMARY KEY, strikes INTEGER NOT NULL, quarantined_until INTEGER NOT NULL) WITHOUT ROWID`,
];

export type IndexedTask = {
  taskId: string;
  jobId: string;
  accountId: string;
  state: string;
  epoch: number;
  requirements: TaskRequirements;
  expectedSeconds: number;
  triedNodeIds: string[];
  percent: number;
  reportNumber: number;
  reportedAt: number;
  persistedAt: number;
  stage: TaskStage | null;
  cancelTold: boolean;
};

export type IndexedLease = IndexedTask & {
  leaseId: string;
  nodeId: string;
  slotIndex: number;
  leasedAt: number;
  expiresAt: number;
  deadlineAt: number;
};

export type IndexedJob = {
  jobId: string;
  accountId: string;
  batchId: string | null;
  dialect: Dialect;
  state: JobState;
  priority: number;
  weight: number;
  maximumRunningJobs: number;
  maximumRunningInDialect: number | null;
  cancelRequestedAt: number | null;
};

export type IndexedNode = {
  nodeId: string;
  state: string;
  instanceId: string | null;
  capabilities: NodeCapabilities | null;
  heardAt: number;
};

type Row = Record<string, SqlValue>;

/** Makes the tables if they are not there (any more). */
export function createTables(sql: LocalSql): void {
  for (const table of TABLES) sql.run(table);
}

export function readMeta(sql: LocalSql, key: string): number | null {
  return sql.all<{ value: number }>("SELECT value FROM meta WHERE key = ?", key)[0]?.value ?? null;
}

export function writeMeta(sql: LocalSql, key: string, value: number): void {
  sql.run(
    "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    key,
    value,
  );
}

export function readIndexedJob(sql: LocalSql, jobId: string): IndexedJob | null {
  const row = sql.all<Row>(
    `SELECT jobs.*, maximum_running FROM jobs LEFT JOIN dialect_caps USING (account_id, dialect)
     WHERE job_id = ?`,
    jobId,
  )[0];
  if (!row) return null;
  return {
    jobId: String(row.job_id),
    accountId: String(row.account_id),
    batchId: row.batch_id === null ? null : String(row.batch_id),
    dialect: row.dialect as Dialect,
    state: row.state as JobState,
    priority: Number(row.priority),
    weight: Number(row.weight),
    maximumRunningJobs: Number(row.maximum_running_jobs),
    maximumRunningInDialect: numberOrNull(row.maximum_running),
    cancelRequestedAt: row.cancel_requested_at === null ? null : Number(row.cancel_requested_at),
  };
}

/** Jobs of the outer row's account and dialect that run now. */
const RUNNING_IN_DIALECT = `(
  SELECT COUNT(*) FROM jobs AS others
  WHERE others.account_id = jobs.account_id AND others.dialect = jobs.dialect
    AND others.state IN ('running', 'cancelling'))`;

/** The task that is kept for this slot while its node answers. */
export function readOfferedTask(
  sql: LocalSql,
  nodeId: string,
  slotIndex: number,
  now: number,
): IndexedTask | null {
  const row = sql.all<Row>(
    `SELECT * FROM tasks WHERE state = 'ready' AND offered_node_id = ?
       AND offered_slot_index = ? AND offered_until > ?`,
    nodeId,
    slotIndex,
    now,
  )[0];
  return row ? toTask(row) : null;
}

/** Ready tasks of an account that nobody was offered, best first: priority with ageing, then age. */
export function readReadyTasks(
  sql: LocalSql,
  accountId: string,
  now: number,
  limit: number,
): IndexedTask[] {
  return sql
    .all<Row>(
      `SELECT tasks.* FROM tasks JOIN jobs USING (job_id)
         LEFT JOIN dialect_caps ON dialect_caps.account_id = jobs.account_id
           AND dialect_caps.dialect = jobs.dialect
       WHERE tasks.state = 'ready' AND tasks.account_id = ? AND retry_at <= ? AND offered_until <= ?
         AND jobs.state IN ('queued', 'running')
         AND (jobs.state = 'running' OR jobs.maximum_running_jobs > (
           SELECT COUNT(*) FROM jobs AS others
           WHERE others.account_id = tasks.account_id
             AND others.state IN ('running', 'cancelling'))
           AND (maximum_running IS NULL OR maximum_running > ${RUNNING_IN_DIALECT}))
       ORDER BY jobs.priority + (? - ready_at) / 300000.0 DESC, ready_at, task_id
       LIMIT CAST(? AS INTEGER) -- SQLite plans a bare LIMIT ? anew for every value`,
      accountId,
      now,
      now,
      now,
      limit,
    )
    .map(toTask);
}

/** Accounts with something ready, the one furthest behind its share first. */
export function readWaitingAccounts(sql: LocalSql, now: number): string[] {
  return sql
    .all<{ account_id: string }>(
      `SELECT DISTINCT tasks.account_id, COALESCE(virtual_time, 0) AS virtual_time
       FROM tasks LEFT JOIN accounts USING (account_id)
       WHERE state = 'ready' AND retry_at <= ? AND offered_until <= ?
       ORDER BY virtual_time, tasks.account_id`,
      now,
      now,
    )
    .map((row) => row.account_id);
}

/** When the next ready task may be offered (again); null when none waits for a time. */
export function readNextOfferTime(sql: LocalSql, now: number): number | null {
  const row = sql.all<{ time: number | null }>(
    `SELECT MIN(MAX(retry_at, offered_until)) AS time FROM tasks
     WHERE state = 'ready' AND MAX(retry_at, offered_until) > ?`,
    now,
  )[0];
  return row?.time ?? null;
}

export function readLeases(sql: LocalSql): IndexedLease[] {
  return sql.all<Row>("SELECT * FROM tasks WHERE state = 'leased'").map(toLease);
}

export function readLease(sql: LocalSql, leaseId: string): IndexedLease | null {
  const row = sql.all<Row>(
    "SELECT * FROM tasks WHERE lease_id = ? AND state = 'leased'",
    leaseId,
  )[0];
  return row ? toLease(row) : null;
}

export function readLeasesOfJob(sql: LocalSql, jobId: string): IndexedLease[] {
  return sql
    .all<Row>("SELECT * FROM tasks WHERE job_id = ? AND state = 'leased'", jobId)
    .map(toLease);
}

export function readLeasesOfNode(sql: LocalSql, nodeId: string): IndexedLease[] {
  return sql
    .all<Row>("SELECT * FROM tasks WHERE state = 'leased' AND node_id = ?", nodeId)
    .map(toLease);
}

/** Slot indexes of a node that are leased or have an open offer. */
export function readBusySlots(sql: LocalSql, nodeId: string, now: number): Set<number> {
  const rows = sql.all<{ slot: number }>(
    `SELECT slot_index AS slot FROM tasks WHERE state = 'leased' AND node_id = ?1
     UNION SELECT offered_slot_index FROM tasks
     WHERE state = 'ready' AND offered_node_id = ?1 AND offered_until > ?2`,
    nodeId,
    now,
  );
  return new Set(rows.map((row) => row.slot));
}

export function readNodes(sql: LocalSql): IndexedNode[] {
  return sql.all<Row>("SELECT * FROM nodes").map(toNode);
}

export function readNode(sql: LocalSql, nodeId: string): IndexedNode | null {
  const row = sql.all<Row>("SELECT * FROM nodes WHERE node_id = ?", nodeId)[0];
  return row ? toNode(row) : null;
}

/** How far a job is by what its tasks are expected to take: a finished one counts 100, a waiting one 0. */
export function readJobPercent(sql: LocalSql, jobId: string): number {
  const row = sql.all<{ percent: number | null }>(
    `SELECT SUM(percent * expected_seconds) / SUM(expected_seconds) AS percent
     FROM tasks WHERE job_id = ?`,
    jobId,
  )[0];
  return row?.percent ?? 0;
}

function numberOrNull(value: SqlValue | undefined): number | null {
  return value == null ? null : Number(value);
}

function toTask(row: Row): IndexedTask {
  return {
    taskId: String(row.task_id),
    jobId: String(row.job_id),
    accountId: String(row.account_id),
    state: String(row.state),
    epoch: Number(row.epoch),
    requirements: JSON.parse(String(row.requirements)) as TaskRequirements,
    expectedSeconds: Number(row.expected_seconds),
    triedNodeIds: JSON.parse(String(row.tried_nodes)) as string[],
    percent: Number(row.percent),
    reportNumber: Number(row.report_number),
    reportedAt: Number(row.reported_at ?? 0),
    persistedAt: Number(row.persisted_at),
    stage: row.stage as TaskStage | null,
    cancelTold: row.cancel_told === 1,
  };
}

function toLease(row: Row): IndexedLease {
  return {
    ...toTask(row),
    leaseId: String(row.lease_id),
    nodeId: String(row.node_id),
    slotIndex: Number(row.slot_index),
    leasedAt: Number(row.leased_at),
    expiresAt: Number(row.expires_at),
    deadlineAt: Number(row.deadline_at),
  };
}

function toNode(row: Row): IndexedNode {
  return {
    nodeId: String(row.node_id),
    state: String(row.state),
    instanceId: row.instance_id === null ? null : String(row.instance_id),
    capabilities:
      row.capabilities === null ? null : (JSON.parse(String(row.capabilities)) as NodeCapabilities),
    heardAt: Number(row.heard_at),
  };
}

/** Notes which process of its agent a node runs. */
export function writeNodeInstance(sql: LocalSql, nodeId: string, instanceId: string): void {
  sql.run("UPDATE nodes SET instance_id = ? WHERE node_id = ?", instanceId, nodeId);
}

/** A ready task with what decides its turn. */
export type WaitingTask = IndexedTask & {
  retryAt: number;
  offeredNodeId: string | null;
  offeredUntil: number;
  jobState: JobState;
  weight: number;
  maximumRunningJobs: number;
  virtualTime: number;
  /** Jobs of its account that run now. */
  accountRunning: number;
  dialect: Dialect;
  maximumRunningInDialect: number | null;
  /** Those of them in its dialect. */
  dialectRunning: number;
};

/** Every ready task of a living job; within an account in the order its turns would come. */
export function readWaitingTasks(sql: LocalSql): WaitingTask[] {
  return sql
    .all<Row>(
      `SELECT tasks.*, jobs.state AS job_state, jobs.weight, jobs.maximum_running_jobs,
         jobs.dialect, maximum_running, ${RUNNING_IN_DIALECT} AS dialect_running,
         COALESCE(accounts.virtual_time, 0) AS virtual_time, (
           SELECT COUNT(*) FROM jobs AS others
           WHERE others.account_id = tasks.account_id
             AND others.state IN ('running', 'cancelling')) AS account_running
       FROM tasks JOIN jobs USING (job_id)
         LEFT JOIN accounts ON accounts.account_id = tasks.account_id
         LEFT JOIN dialect_caps ON dialect_caps.account_id = jobs.account_id
           AND dialect_caps.dialect = jobs.dialect
       WHERE tasks.state = 'ready' AND jobs.state IN ('queued', 'running')
       ORDER BY jobs.priority - ready_at / 300000.0 DESC, ready_at, task_id`,
    )
    .map((row) => ({
      ...toTask(row),
      retryAt: Number(row.retry_at),
      offeredNodeId: row.offered_node_id === null ? null : String(row.offered_node_id),
      offeredUntil: Number(row.offered_until),
      jobState: row.job_state as JobState,
      weight: Number(row.weight),
      maximumRunningJobs: Number(row.maximum_running_jobs),
      virtualTime: Number(row.virtual_time),
      accountRunning: Number(row.account_running),
      dialect: row.dialect as Dialect,
      maximumRunningInDialect: numberOrNull(row.maximum_running),
      dialectRunning: Number(row.dialect_running),
    }));
}

export function readTasksOfJob(sql: LocalSql, jobId: string): IndexedTask[] {
  return sql.all<Row>("SELECT * FROM tasks WHERE job_id = ? ORDER BY task_id", jobId).map(toTask);
}

/** A task with what decides its place in its account's queue. */
export type QueuedTask = IndexedTask & { priority: number; readyAt: number; retryAt: number };

/** Every `step`-th task in a state of the living jobs, account by account in the order of turns. */
export function readTasksInState(
  sql: LocalSql,
  state: "waiting" | "ready",
  { step, limit }: { step: number; limit: number },
): QueuedTask[] {
  return sql
    .all<Row>(
      `SELECT * FROM (
         SELECT tasks.*, jobs.priority, ROW_NUMBER() OVER (ORDER BY tasks.account_id,
           jobs.priority - ready_at / 300000.0 DESC, ready_at, task_id) AS place
         FROM tasks JOIN jobs USING (job_id)
         WHERE tasks.state = ? AND jobs.state IN ('queued', 'running'))
       WHERE (place - 1) % CAST(? AS INTEGER) = 0 ORDER BY place LIMIT CAST(? AS INTEGER)`,
      state,
      step,
      limit,
    )
    .map((row) => ({
      ...toTask(row),
      priority: Number(row.priority),
      readyAt: Number(row.ready_at),
      retryAt: Number(row.retry_at),
    }));
}
