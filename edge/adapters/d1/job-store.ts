import { and, desc, eq, gt, inArray, isNull, lt, sql, type SQL } from "drizzle-orm";
import { PlannedTaskSpec } from "#contracts/task.ts";
import type { TaskInput } from "#contracts/task-inputs.ts";
import type { JobState } from "#contracts/job.ts";
import type { Job, JobSnapshot, NewJob } from "../../domain/jobs/job.ts";
import type {
  CancelOutcome,
  CreateOutcome,
  JobFilter,
  JobListQuery,
  JobStore,
} from "../../domain/jobs/job-store.ts";
import { isTerminalJobState } from "../../domain/jobs/transitions.ts";
import { closeJobStatements, measuredByLease } from "./close-job-statements.ts";
import {
  createBatchStatements,
  createdJobsQuery,
  createJobStatements,
  inputsAreThere,
} from "./create-job-statements.ts";
import { once, type Database } from "./database.ts";
import { overdueQuery } from "./open-jobs.ts";
import { leaveWord } from "./outbox-statements.ts";
import { toOutboxEntry } from "./outbox-store.ts";
import { quarterStatement } from "./progress-statements.ts";
import { idempotencyKeys } from "./schema-short-lived.ts";
import { accounts, balances, jobs, tasks } from "./schema.ts";
import { snapshotQueries, toSnapshots } from "./snapshot-queries.ts";
import { toJob } from "./to-job.ts";

/** The job store over D1 (or anything that runs the same SQL). */
export function createJobStore(database: Database): JobStore {
  const snapshots = once(() => snapshotQueries(database));
  async function readSnapshots(jobIds: readonly string[]): Promise<JobSnapshot[]> {
    const idsJson = JSON.stringify(jobIds);
    const [rows, taskRows] = await database.together(snapshots(), { idsJson });
    return toSnapshots(rows, taskRows);
  }
  const owned = once(() =>
    database
      .select()
      .from(jobs)
      .where(
        and(
          eq(jobs.id, sql.placeholder("jobId")),
          eq(jobs.accountId, sql.placeholder("accountId")),
          isNull(jobs.deletedAt),
        ),
      )
      .prepare(),
  );
  return {
    create: (job, maximumQueuedJobs) =>
      create(database, [job], createJobStatements(job, maximumQueuedJobs)),
    createBatch: (batch, maximumQueuedJobs) =>
      create(database, batch.jobs, createBatchStatements(batch, maximumQueuedJobs)),
    async readKeyed(accountId, key, now) {
      const row = await database
        .select({ jobId: idempotencyKeys.jobId, bodyHash: idempotencyKeys.bodyHash })
        .from(idempotencyKeys)
        .where(
          and(
            eq(idempotencyKeys.accountId, accountId),
            eq(idempotencyKeys.key, key),
            gt(idempotencyKeys.expiresAt, now),
          ),
        )
        .get();
      return row ?? null;
    },
    async readOwned(jobId, accountId) {
      const row = await owned().get({ jobId, accountId });
      return row ? toJob(row) : null;
    },
    async listBatch(batchId, accountId) {
      const rows = await database
        .select({
          job: jobs,
          slotIndex: sql<number | null>`(SELECT slot_index FROM tasks
            WHERE job_id = jobs.id AND lease_id IS NOT NULL ORDER BY leased_at DESC LIMIT 1)`,
        })
        .from(jobs)
        .where(
          and(eq(jobs.batchId, batchId), eq(jobs.accountId, accountId), isNull(jobs.deletedAt)),
        )
        .orderBy(jobs.batchIndex);
      return rows.map((row) => ({ ...toJob(row.job), slotIndex: row.slotIndex }));
    },
    listInputs: (jobId) => listInputs(database, jobId),
    async readBatchJobId(batchId, index) {
      const row = await database
        .select({ id: jobs.id })
        .from(jobs)
        .where(and(eq(jobs.batchId, batchId), eq(jobs.batchIndex, index)))
        .get();
      return row?.id ?? null;
    },
    list: (query) => list(database, query),
    count: (query) => database.$count(jobs, matching(query)),
    readSnapshot: async (jobId) => (await readSnapshots([jobId]))[0] ?? null,
    readSnapshots,
    async listRunningIds(of, limit) {
      const whose =
        "accountId" in of ? eq(jobs.accountId, of.accountId) : eq(jobs.batchId, of.batchId);
      const isRunning = sql`${jobs.finishedAt} IS NULL AND ${jobs.state} IN ('running', 'cancelling')`;
      const rows = await database
        .select({ id: jobs.id })
        .from(jobs)
        .where(and(whose, isRunning))
        .orderBy(desc(jobs.id))
        .limit(limit);
      return rows.map(({ id }) => id);
    },
    async listActiveIds(pool) {
      const [outcome] = await database.atomically([
        sql`SELECT id FROM jobs
            WHERE finished_at IS NULL AND state IN ('queued', 'running', 'cancelling')
              AND EXISTS (SELECT 1 FROM tasks WHERE job_id = jobs.id AND pool = ${pool}
                AND state IN ('ready', 'leased'))`,
      ]);
      return (outcome?.rows ?? []).map(([id]) => String(id));
    },
    cancel: (jobId, accountId, cancelId, now) => cancel(database, jobId, accountId, cancelId, now),
    async prioritise(jobId, accountId, { priority, changeId }, now) {
      await database.atomically([
        sql`UPDATE jobs SET priority = ${priority}, priority_changes = priority_changes + 1
            WHERE id = ${jobId} AND account_id = ${accountId} AND deleted_at IS NULL
              AND state IN ('queued', 'running') AND priority <> ${priority}`,
        leaveWord({
          jobId,
          events: sql`SELECT json_object(
                'type', 'job-priority-changed', 'eventId', ${`${jobId}:priority:${changeId}`},
                'jobId', id, 'dialect', dialect, 'at', ${now}, 'priority', priority) AS event
            FROM jobs WHERE id = ${jobId} AND changes() > 0`,
          now,
        }),
      ]);
      const state = await readState(database, jobId, accountId);
      if (state === null) return "not-found";
      return state === "queued" || state === "running" ? "set" : "ended";
    },
    async finishCancelling(jobId, settlementId, now) {
      await database.atomically([
        sql`UPDATE tasks SET state = 'cancelled', settled_by = ${settlementId},
              render_milliseconds = render_milliseconds
                + CASE WHEN state = 'leased' THEN ${measuredByLease} ELSE 0 END,
              finished_at = ${now}, lease_expires_at = NULL
            WHERE job_id = ${jobId} AND state IN ('waiting', 'ready', 'leased')
              AND EXISTS (SELECT 1 FROM jobs WHERE id = ${jobId} AND state = 'cancelling')`,
        ...closeJobStatements({
          jobId,
          settlementId,
          now,
          happened: sql`EXISTS (SELECT 1 FROM jobs WHERE id = ${jobId} AND state = 'cancelling')`,
        }),
      ]);
    },
    async expire(jobId, settlementId, now) {
      const isOverdue = sql`state IN ('waiting', 'ready', 'leased') AND EXISTS (
        SELECT 1 FROM jobs WHERE id = ${jobId} AND finished_at IS NULL AND deadline_at <= ${now})`;
      const message = "The job was not finished within its deadline.";
      const reason = { code: "deadline-exceeded", message };
      await failTasks(database, { jobId, settlementId, reason, now, which: isOverdue });
    },
    async fail(jobId, settlementId, reason, now) {
      const waits = sql`state IN ('waiting', 'ready') AND NOT EXISTS (
        SELECT 1 FROM tasks AS held WHERE held.job_id = ${jobId} AND held.state = 'leased')`;
      await failTasks(database, { jobId, settlementId, reason, now, which: waits });
    },
    async delete(jobId, accountId, now) {
      const [outcome] = await database.atomically([
        sql`UPDATE jobs SET deleted_at = ${now}
            WHERE id = ${jobId} AND account_id = ${accountId} AND deleted_at IS NULL
              AND state IN ('cancelling', 'completed', 'failed', 'cancelled')
            RETURNING id`,
      ]);
      return outcome !== undefined && outcome.rows.length > 0;
    },
    async recordProgress(jobId, { percent, stage }, now, isDue) {
      const raised = { jobId, percent: sql`${percent}`, now, happened: sql`TRUE` };
      const [quarters] = await database.atomically([
        quarterStatement(raised),
        // One row written, not two, and none for a call that is repeated.
        sql`UPDATE jobs SET percent = MAX(percent, ${percent}), stage = ${stage}
            WHERE id = ${jobId} AND state = 'running' AND (${Number(isDue)} OR callback_progress)
              AND (percent < ${percent} OR stage IS NOT ${stage})`,
      ]);
      return quarters !== undefined && quarters.rows.length > 0;
    },
    async listPastDeadline(now, limit) {
      const [outcome] = await database.atomically([overdueQuery(now, limit)]);
      return (outcome?.rows ?? []).map(([id]) => String(id));
    },
    async listStuckCancelling(requestedBefore, limit) {
      const rows = await database
        .select({ id: jobs.id })
        .from(jobs)
        .where(
          sql`${jobs.finishedAt} IS NULL AND ${jobs.state} = 'cancelling'
              AND ${jobs.cancelRequestedAt} < ${requestedBefore}`,
        )
        .limit(limit);
      return rows.map((row) => row.id);
    },
  };
}

async function create(
  database: Database,
  [job, ...others]: readonly [NewJob, ...NewJob[]],
  statements: readonly SQL[],
): Promise<CreateOutcome> {
  const rows = await writeJobs(
    database,
    [job, ...others].map(({ id }) => id),
    statements,
  );
  if (rows.length > 0) return toCreated(rows);
  if (job.idempotency) {
    const earlier = await database
      .select()
      .from(idempotencyKeys)
      .where(
        and(
          eq(idempotencyKeys.accountId, job.accountId),
          eq(idempotencyKeys.key, job.idempotency.key),
        ),
      )
      .get();
    if (earlier) {
      return earlier.bodyHash === job.idempotency.bodyHash
        ? { outcome: "replayed", jobId: earlier.jobId }
        : { outcome: "idempotency-conflict" };
    }
  }
  if (await isDisabled(database, job.accountId)) return { outcome: "account-disabled" };
  const amount = others.reduce((sum, other) => sum + other.price.amount, job.price.amount);
  const available = await readBalance(database, job.accountId, job.price.currency);
  if (available < amount) return { outcome: "insufficient-balance", available };
  const [inputs] = await database.atomically([sql`SELECT ${inputsAreThere(job)}`]);
  return { outcome: inputs?.rows[0]?.[0] === 1 ? "queue-full" : "input-gone" };
}

/** Inputs that another task of the job makes are no assets of the request. */
async function listInputs(database: Database, jobId: string): Promise<TaskInput[]> {
  const rows = await database
    .select({ specJson: tasks.specJson })
    .from(tasks)
    .where(eq(tasks.jobId, jobId))
    .orderBy(tasks.position);
  const given = rows.flatMap(({ specJson }) =>
    (PlannedTaskSpec.parse(JSON.parse(specJson)).inputs ?? []).filter(
      (input) => "assetId" in input,
    ),
  );
  return [...new Map(given.map((input) => [`${input.role} ${input.assetId}`, input])).values()];
}

/** Fails the job's tasks that fit, and closes the job when none can go on. */
async function failTasks(
  database: Database,
  ending: {
    jobId: string;
    settlementId: string;
    reason: { code: string; message: string };
    now: number;
    which: SQL;
  },
): Promise<void> {
  const { jobId, settlementId, reason, now, which } = ending;
  await database.atomically([
    sql`UPDATE tasks SET state = 'failed', settled_by = ${settlementId}, finished_at = ${now},
          lease_expires_at = NULL, error_code = ${reason.code}, error_message = ${reason.message}
        WHERE job_id = ${jobId} AND ${which}`,
    ...closeJobStatements({
      jobId,
      settlementId,
      now,
      happened: sql`EXISTS (SELECT 1 FROM tasks
                            WHERE job_id = ${jobId} AND settled_by = ${settlementId})`,
    }),
  ]);
}

/** Writes and reads back in one batch. Its reply can be lost, its rows cannot: then they are read alone. */
async function writeJobs(
  database: Database,
  jobIds: readonly string[],
  statements: readonly SQL[],
): Promise<CreatedRow[]> {
  const query = createdJobsQuery(jobIds);
  try {
    const outcomes = await database.atomically([...statements, query]);
    return (outcomes.at(-1)?.rows ?? []) as CreatedRow[];
  } catch (error) {
    const [found] = await database.atomically([query]);
    if (found === undefined || found.rows.length === 0) throw error;
    return found.rows as CreatedRow[];
  }
}

/** Pool, ordinal and events, as `createdJobsQuery` selects them. */
type CreatedRow = [pool: string, ordinal: number | null, eventsJson: string | null];

function toCreated(rows: readonly CreatedRow[]): CreateOutcome {
  const entries = rows.flatMap(([, ordinal, eventsJson]) =>
    ordinal === null || eventsJson === null ? [] : [toOutboxEntry({ ordinal, eventsJson })],
  );
  return { outcome: "created", pool: rows[0]?.[0] ?? "", entries };
}

async function readBalance(database: Database, accountId: string, currency: string) {
  const row = await database
    .select({ available: balances.available })
    .from(balances)
    .where(sql`${balances.accountId} = ${accountId} AND ${balances.currency} = ${currency}`)
    .get();
  return row?.available ?? 0;
}

async function isDisabled(database: Database, accountId: string): Promise<boolean> {
  const row = await database
    .select({ disabledAt: accounts.disabledAt })
    .from(accounts)
    .where(eq(accounts.id, accountId))
    .get();
  return row === undefined || row.disabledAt !== null;
}

async function list(database: Database, query: JobListQuery): Promise<Job[]> {
  const rows = await database
    .select()
    .from(jobs)
    .where(matching(query))
    .orderBy(desc(jobs.id))
    .limit(query.limit)
    .offset(query.offset ?? 0);
  return rows.map(toJob);
}

function matching(filter: JobFilter): SQL | undefined {
  return and(
    eq(jobs.accountId, filter.accountId),
    isNull(jobs.deletedAt),
    filter.before === undefined ? undefined : lt(jobs.id, filter.before),
    filter.dialect === undefined ? undefined : eq(jobs.dialect, filter.dialect),
    filter.states === undefined ? undefined : inArray(jobs.state, [...filter.states]),
    // Said in words of the index, which has only these.
    filter.states?.every((state) => !isTerminalJobState(state))
      ? isNull(jobs.finishedAt)
      : undefined,
  );
}

async function cancel(
  database: Database,
  jobId: string,
  accountId: string,
  cancelId: string,
  now: number,
): Promise<CancelOutcome> {
  const happened = sql`EXISTS (SELECT 1 FROM jobs WHERE id = ${jobId} AND cancel_id = ${cancelId})`;
  await database.atomically([
    sql`UPDATE jobs SET state = 'cancelling', cancel_id = ${cancelId}, cancel_requested_at = ${now}
        WHERE id = ${jobId} AND account_id = ${accountId} AND state IN ('queued', 'running')`,
    leaveWord({
      jobId,
      events: sql`SELECT json_object(
            'type', 'job-cancelling', 'eventId', ${`${jobId}:cancelling`}, 'jobId', id,
            'dialect', dialect, 'at', ${now}) AS event
        FROM jobs WHERE id = ${jobId} AND changes() > 0`,
      now,
    }),
    sql`UPDATE tasks SET state = 'cancelled', settled_by = ${cancelId}, finished_at = ${now}
        WHERE job_id = ${jobId} AND state IN ('waiting', 'ready') AND ${happened}`,
    ...closeJobStatements({ jobId, settlementId: cancelId, now, happened }),
  ]);
  const state = await readState(database, jobId, accountId);
  if (state === null) return "not-found";
  return state === "cancelling" ? "cancelling" : "ended";
}

async function readState(
  database: Database,
  jobId: string,
  accountId: string,
): Promise<JobState | null> {
  const row = await database
    .select({ state: jobs.state })
    .from(jobs)
    .where(and(eq(jobs.id, jobId), eq(jobs.accountId, accountId)))
    .get();
  return row?.state ?? null;
}
