import { and, eq, sql } from "drizzle-orm";
import type { TaskState } from "#contracts/job.ts";
import type {
  Grant,
  GrantRequest,
  LeaseIdentity,
  MadeTask,
  ReleaseRequest,
  SettleRequest,
  StoredLease,
  TaskStore,
} from "../../domain/tasks/task-store.ts";
import { closeJobStatements, measuredByLease, settledTask } from "./close-job-statements.ts";
import { once, type Database } from "./database.ts";
import { isLeased, leasedTasks, readyTasks } from "./open-jobs.ts";
import { leaveWord } from "./outbox-statements.ts";
import { donePercent, raisePercentStatements } from "./progress-statements.ts";
import { endedLeases } from "./schema-outbox.ts";
import { jobs, tasks } from "./schema.ts";
import { measureSpeedStatement } from "./speed-store.ts";
import {
  leftMilliseconds,
  madeByTask,
  outputsOfNeeded,
  outputsOfTask,
  readMade,
  readSpec,
  type Surroundings,
} from "./task-surroundings.ts";

/** The task store over D1 (or anything that runs the same SQL). */
export function createTaskStore(database: Database): TaskStore {
  const readLease = leaseReader(database);
  return {
    grant: (request) => grant(database, request),
    readLease,
    async settle(request) {
      await settle(database, request);
      const state = settledState(await readLease(request.leaseId), request);
      // A lease that its node gave back was ended by another call than this one.
      return state === "ready" ? null : state;
    },
    async release(request) {
      await release(database, request);
      return settledState(await readLease(request.leaseId), request);
    },
    async extendLeases(leases) {
      if (leases.length === 0) return;
      await database.atomically([
        // Never shortened: a call that comes late must not take back what a newer one gave.
        sql`UPDATE tasks SET lease_expires_at = MAX(lease_expires_at, (
              SELECT MAX(json_extract(value, '$.expiresAt'))
              FROM json_each(${JSON.stringify(leases)})
              WHERE json_extract(value, '$.leaseId') = tasks.lease_id))
            WHERE state = 'leased' AND lease_id IN (
              SELECT json_extract(value, '$.leaseId') FROM json_each(${JSON.stringify(leases)}))`,
      ]);
    },
    async listJobsWithExpiredLeases(expiredBefore, limit) {
      return listJobIds(
        database,
        sql`SELECT DISTINCT tasks.job_id FROM ${leasedTasks}
            AND tasks.lease_expires_at < ${expiredBefore} LIMIT ${limit}`,
      );
    },
    async listJobsWithReadyTasks(readyBefore, limit) {
      return listJobIds(
        database,
        sql`SELECT DISTINCT tasks.job_id FROM ${readyTasks}
            AND tasks.ready_at < ${readyBefore} LIMIT ${limit}`,
      );
    },
    listMade: (accountId, cacheKeys) => listMade(database, accountId, cacheKeys),
    async listHeld(nodeId) {
      const rows = await database
        .select({ row: tasks })
        .from(jobs)
        .innerJoin(tasks, eq(tasks.jobId, jobs.id))
        .where(sql`${isLeased} AND ${nodeId === null ? sql`TRUE` : eq(tasks.nodeId, nodeId)}`)
        .orderBy(tasks.leasedAt);
      return rows.map(({ row }) => ({
        nodeId: row.nodeId ?? "",
        slotIndex: row.slotIndex ?? 0,
        taskId: row.id,
        jobId: row.jobId,
        kind: row.kind,
        stage: row.stage,
        leasedAt: row.leasedAt ?? row.createdAt,
      }));
    },
  };
}

/**
 * The grant is one UPDATE: it raises the epoch only while the task is ready, the job is alive and
 * the node is active. What follows in the batch looks for the lease id it wrote.
 */
async function grant(database: Database, request: GrantRequest): Promise<Grant | null> {
  const { taskId, jobId, nodeId, slotIndex, leaseId, now } = request;
  const granted = sql`tasks.job_id = ${jobId} AND tasks.id = ${taskId}
    AND tasks.lease_id = ${leaseId}`;
  const outcomes = await database.atomically([
    sql`UPDATE tasks SET
          state = 'leased', epoch = epoch + 1, node_id = ${nodeId}, slot_index = ${slotIndex},
          lease_id = ${leaseId}, leased_at = ${now}, lease_expires_at = ${request.leaseExpiresAt},
          stage = 'preparing', percent = 0, settled_by = NULL
        WHERE job_id = ${jobId} AND id = ${taskId} AND state = 'ready'
          AND (retry_at IS NULL OR retry_at <= ${now})
          AND EXISTS (SELECT 1 FROM nodes WHERE id = ${nodeId} AND state = 'active')
          AND EXISTS (SELECT 1 FROM jobs WHERE jobs.id = tasks.job_id AND (
                jobs.state = 'running' OR (jobs.state = 'queued' AND (
                  SELECT COUNT(*) FROM jobs AS others
                  WHERE others.finished_at IS NULL AND others.account_id = tasks.account_id
                    AND others.state IN ('running', 'cancelling')) < ${request.maximumRunningJobs}
                AND (${request.maximumRunningInDialect} IS NULL OR (
                  SELECT COUNT(*) FROM jobs AS others
                  WHERE others.finished_at IS NULL AND others.account_id = tasks.account_id
                    AND others.dialect = jobs.dialect AND others.state IN ('running', 'cancelling')
                  ) < ${request.maximumRunningInDialect}))))`,
    // A call that is repeated finds nothing changed, and tells nothing again.
    leaveWord({
      jobId,
      events: sql`SELECT json_object(
            'type', 'job-started', 'eventId', ${`${jobId}:started`}, 'jobId', id,
            'dialect', dialect, 'at', ${now}, 'taskId', ${taskId}, 'nodeId', ${nodeId}) AS event
        FROM jobs WHERE id = ${jobId} AND state = 'queued' AND changes() > 0
        UNION ALL SELECT json_object(
            'type', 'task-leased', 'eventId', ${`${leaseId}:leased`}, 'jobId', jobs.id,
            'dialect', jobs.dialect, 'at', ${now}, 'taskId', tasks.id, 'nodeId', ${nodeId},
            'epoch', tasks.epoch, 'gpuIndex', ${slotIndex})
        FROM tasks JOIN jobs ON jobs.id = tasks.job_id WHERE ${granted} AND changes() > 0`,
      now,
    }),
    sql`UPDATE jobs SET state = 'running', stage = 'preparing', started_at = ${now}
        WHERE id = ${jobId} AND state = 'queued' AND EXISTS (SELECT 1 FROM tasks WHERE ${granted})`,
    sql`SELECT epoch, spec_json, deadline_seconds, ${outputsOfNeeded}, ${leftMilliseconds}
        FROM tasks WHERE lease_id = ${leaseId} AND state = 'leased'`,
  ]);
  const row = outcomes.at(-1)?.rows[0] as GrantedRow | undefined;
  if (!row) return null;
  const [epoch, specJson, deadlineSeconds, made, left] = row;
  const spec = readSpec(specJson, { made, left });
  return { leaseId, taskId, jobId, epoch, spec, deadlineSeconds };
}

type GrantedRow = [
  epoch: number,
  specJson: string,
  deadlineSeconds: number,
  made: string,
  left: number | null,
];
async function listMade(
  database: Database,
  accountId: string,
  cacheKeys: readonly string[],
): Promise<MadeTask[]> {
  if (cacheKeys.length === 0) return [];
  const rows = await database
    .select({ cacheKey: sql<string>`${tasks.cacheKey}`, madeJson: outputsOfTask })
    .from(tasks)
    .where(
      sql`${tasks.accountId} = ${accountId} AND ${tasks.state} = 'done'
        AND ${tasks.cacheKey} IN (SELECT value FROM json_each(${JSON.stringify(cacheKeys)}))
        AND EXISTS (SELECT 1 FROM assets WHERE ${madeByTask})
        AND NOT EXISTS (SELECT 1 FROM assets
          WHERE ${madeByTask} AND deleted_at IS NOT NULL)`,
    )
    .orderBy(tasks.finishedAt);
  return rows.map(({ cacheKey, madeJson }) => ({ cacheKey, outputs: readMade(madeJson) }));
}

function leaseReader(database: Database): TaskStore["readLease"] {
  const byLease = once(() =>
    database
      .select({ row: tasks, made: outputsOfNeeded, left: leftMilliseconds })
      .from(tasks)
      .where(eq(tasks.leaseId, sql.placeholder("leaseId")))
      .prepare(),
  );
  return async (leaseId) => {
    const found = await byLease().get({ leaseId });
    const row = found?.row;
    // A task that was handed back may since have been granted anew, or ended by somebody else.
    const movedOn = !row || (row.state !== "leased" && row.settledBy !== leaseId);
    const handedBack = movedOn ? await readHandedBack(database, leaseId) : null;
    if (handedBack) return handedBack;
    if (!found || !row || row.nodeId === null) return null;
    return toStoredLease(row, found, {
      leaseId,
      nodeId: row.nodeId,
      epoch: row.epoch,
      taskState: row.state,
      current: row.state === "leased",
      settled: row.settledBy === leaseId,
    });
  };
}

/**
 * A lease that its own node gave back and whose task moved on: known for as long as the node may
 * repeat its call.
 */
async function readHandedBack(database: Database, leaseId: string): Promise<StoredLease | null> {
  const found = await database
    .select({
      task: tasks,
      made: outputsOfNeeded,
      left: leftMilliseconds,
      nodeId: endedLeases.nodeId,
      epoch: endedLeases.epoch,
    })
    .from(endedLeases)
    .innerJoin(tasks, and(eq(tasks.jobId, endedLeases.jobId), eq(tasks.id, endedLeases.taskId)))
    .where(
      sql`${endedLeases.leaseId} = ${leaseId} AND ${endedLeases.byNode} = 1
          AND ${endedLeases.taskState} = 'ready'`,
    )
    .get();
  if (!found) return null;
  const { task, nodeId, epoch, ...surroundings } = found;
  const taskState = "ready";
  return toStoredLease(task, surroundings, {
    leaseId,
    nodeId,
    epoch,
    taskState,
    current: false,
    settled: true,
  });
}

function toStoredLease(
  row: typeof tasks.$inferSelect,
  surroundings: Surroundings,
  lease: Pick<StoredLease, "leaseId" | "nodeId" | "epoch" | "taskState" | "current" | "settled">,
): StoredLease {
  return {
    ...lease,
    taskId: row.id,
    jobId: row.jobId,
    accountId: row.accountId,
    final: row.final === 1,
    attempts: row.attempts,
    losses: row.losses,
    spec: readSpec(row.specJson, surroundings),
  };
}

async function settle(database: Database, request: SettleRequest): Promise<void> {
  const { taskId, jobId, leaseId, settlementId, now } = request;
  const settled = sql`tasks.job_id = ${jobId} AND tasks.id = ${taskId}
    AND tasks.settled_by = ${leaseId} AND tasks.settlement_id = ${settlementId}`;
  const happened = sql`EXISTS (SELECT 1 FROM tasks WHERE ${settled})`;
  const done = sql`EXISTS (SELECT 1 FROM tasks WHERE ${settled} AND state = 'done')`;
  await database.atomically([
    measureSpeedStatement({ held: heldBy(request), now }),
    sql`UPDATE tasks SET
          state = CASE WHEN (SELECT state FROM jobs WHERE jobs.id = tasks.job_id) = 'cancelling'
            THEN 'cancelled' ELSE 'done' END,
          settled_by = ${leaseId}, settlement_id = ${settlementId}, percent = 100, stage = NULL, lease_expires_at = NULL,
          result_json = ${JSON.stringify(request.result)},
          render_milliseconds = render_milliseconds + ${request.result.renderMilliseconds},
          finished_at = ${now}
        WHERE ${heldBy(request)}`,
    sql`INSERT OR IGNORE INTO assets (id, account_id, job_id, task_id, name, object_key,
          content_type, size_bytes, sha256, etag, media_json, final, created_at)
        SELECT json_extract(value, '$.assetId'), tasks.account_id, tasks.job_id, tasks.id,
          json_extract(value, '$.name'), json_extract(value, '$.objectKey'),
          json_extract(value, '$.contentType'), json_extract(value, '$.sizeBytes'),
          json_extract(value, '$.sha256'), json_extract(value, '$.etag'),
          CASE WHEN json_extract(value, '$.name') = 'video'
            THEN json_extract(tasks.result_json, '$.media') END,
          MAX(tasks.final, json_extract(value, '$.name') = 'image'), ${now}
        FROM tasks, json_each(${JSON.stringify(request.outputs)})
        WHERE ${settled} AND tasks.state = 'done'`,
    sql`UPDATE tasks SET state = 'ready', ready_at = ${now}
        WHERE job_id = ${jobId} AND state = 'waiting' AND ${done}
          AND NOT EXISTS (
            SELECT 1 FROM task_dependencies
            JOIN tasks AS needed ON needed.job_id = task_dependencies.job_id
              AND needed.id = task_dependencies.depends_on_task_id
            WHERE task_dependencies.job_id = tasks.job_id
              AND task_dependencies.task_id = tasks.id AND needed.state <> 'done')`,
    ...raisePercentStatements({ jobId, percent: donePercent(jobId), now, happened: done }),
    ...closeJobStatements({
      jobId,
      settlementId,
      now,
      happened,
      told: sql`SELECT json_object(
            'type', 'task-done', 'eventId', ${`${leaseId}:done`}, 'jobId', jobs.id,
            'dialect', jobs.dialect, 'at', ${now}, 'taskId', ${taskId},
            'epoch', ${request.epoch}) AS event
        FROM jobs WHERE id = ${jobId} AND ${done}`,
    }),
  ]);
}

async function release(database: Database, request: ReleaseRequest): Promise<void> {
  const { taskId, jobId, now, cause } = request;
  // A lease that the pool took away is not settled by its node: that node's own call is too late.
  const settlementId = request.by === "pool" ? `${request.leaseId}:taken` : request.leaseId;
  const fails =
    cause === "error"
      ? sql`(${request.retryable ? 0 : 1} OR attempts + 1 >= ${request.maximumAttempts})`
      : cause === "lost"
        ? sql`losses + 1 >= ${request.maximumLosses}`
        : sql`0`;
  const state = sql`CASE
    WHEN (SELECT state FROM jobs WHERE jobs.id = tasks.job_id) = 'cancelling' THEN 'cancelled'
    WHEN ${fails} THEN 'failed' ELSE 'ready' END`;
  const counted = cause === "error" || cause === "lost";
  await database.atomically([
    sql`UPDATE tasks SET
          state = ${state},
          finished_at = CASE WHEN ${state} = 'ready' THEN NULL ELSE ${now} END,
          attempts = attempts + ${cause === "error" ? 1 : 0},
          losses = losses + ${cause === "lost" ? 1 : 0},
          tried_nodes_json = CASE WHEN ${counted ? 1 : 0}
            THEN json_insert(tried_nodes_json, '$[#]', node_id) ELSE tried_nodes_json END,
          settled_by = ${settlementId}, stage = NULL, percent = 0, lease_expires_at = NULL,
          ready_at = ${now}, retry_at = ${request.retryAt},
          error_code = ${request.code}, error_message = ${request.message},
          render_milliseconds = render_milliseconds + ${workedMilliseconds(request)}
        WHERE ${heldBy(request)}`,
    leaveWord({
      jobId,
      events: sql`SELECT json_object(
            'type', 'task-requeued', 'eventId', ${`${settlementId}:requeued`}, 'jobId', jobs.id,
            'dialect', jobs.dialect, 'at', ${now}, 'taskId', ${taskId}, 'epoch', ${request.epoch},
            'cause', ${cause === "cancelled" ? "drain" : cause},
            'reason', ${request.message}) AS event
        FROM tasks JOIN jobs ON jobs.id = tasks.job_id
        WHERE tasks.job_id = ${jobId} AND tasks.id = ${taskId}
          AND tasks.settled_by = ${settlementId} AND tasks.state = 'ready' AND changes() > 0`,
      now,
    }),
    ...closeJobStatements({
      jobId,
      settlementId,
      now,
      happened: settledTask(request, settlementId),
    }),
  ]);
}

/**
 * Node time that an ended lease took. Of a node that says nothing any more its lease tells, where
 * the customer's cancel ended the work; what a lost node did is nobody's to pay.
 */
function workedMilliseconds({ by, renderMilliseconds }: ReleaseRequest) {
  if (by === "node") return sql`${renderMilliseconds}`;
  return sql`CASE WHEN (SELECT state FROM jobs WHERE jobs.id = tasks.job_id) = 'cancelling'
    THEN ${measuredByLease} ELSE ${renderMilliseconds} END`;
}

/** The fence: a write commits only while task, node, epoch and lease are all current. */
function heldBy(identity: LeaseIdentity & { jobId: string }) {
  return sql`job_id = ${identity.jobId} AND id = ${identity.taskId} AND state = 'leased' AND epoch = ${identity.epoch}
    AND node_id = ${identity.nodeId} AND lease_id = ${identity.leaseId}`;
}

/** How the task stands if this lease's own call settled it. */
function settledState(lease: StoredLease | null, identity: LeaseIdentity): TaskState | null {
  const mine = lease?.settled && lease.nodeId === identity.nodeId && lease.epoch === identity.epoch;
  return mine ? lease.taskState : null;
}

async function listJobIds(database: Database, query: ReturnType<typeof sql>): Promise<string[]> {
  const [outcome] = await database.atomically([query]);
  return (outcome?.rows ?? []).map((row) => String(row[0]));
}
