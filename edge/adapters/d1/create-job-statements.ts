import { sql, type SQL } from "drizzle-orm";
import { IDEMPOTENCY_RETENTION_SECONDS } from "#contracts/limits.ts";
import { workloadClassOf } from "../../domain/estimates/workload.ts";
import type { NewBatch, NewJob } from "../../domain/jobs/job.ts";
import { queuedEvent } from "../../domain/jobs/queued-job.ts";
import { jobRecordStatements } from "./job-record-statements.ts";
import { leaveWord } from "./outbox-statements.ts";

/**
 * Job, tasks, hold, idempotency row and first event, written together. The job's INSERT carries
 * every condition of acceptance; each later statement asks whether the job is there.
 */
export function createJobStatements(job: NewJob, maximumQueuedJobs: number): SQL[] {
  return [
    ...forgetExpiredKey(job),
    ...jobStatements(
      job,
      acceptance({ ...job, size: 1, amount: job.price.amount }, maximumQueuedJobs),
    ),
  ];
}

/** A batch and all its jobs, or nothing: the batch's INSERT carries the conditions for them all. */
export function createBatchStatements(batch: NewBatch, maximumQueuedJobs: number): SQL[] {
  const [first] = batch.jobs;
  const amount = batch.jobs.reduce((sum, job) => sum + job.price.amount, 0);
  const accepted = acceptance({ ...first, size: batch.jobs.length, amount }, maximumQueuedJobs);
  const written = sql`EXISTS (SELECT 1 FROM batches WHERE id = ${batch.id})`;
  return [
    ...forgetExpiredKey(first),
    sql`INSERT OR IGNORE INTO batches (id, account_id, dialect, size, request_json, created_at)
        SELECT ${batch.id}, accounts.id, ${first.dialect}, ${batch.jobs.length},
          ${JSON.stringify(batch.request)}, ${first.createdAt}
        FROM accounts WHERE ${accepted}`,
    ...batch.jobs.flatMap((job) =>
      jobStatements(job, sql`accounts.id = ${job.accountId} AND ${written}`),
    ),
  ];
}

/** What must hold of `accounts` for so many jobs that cost so much together. */
function acceptance(
  wanted: Pick<
    NewJob,
    "accountId" | "dialect" | "price" | "idempotency" | "maximumOpenInDialect" | "tasks"
  > & { size: number; amount: number },
  maximumQueuedJobs: number,
): SQL {
  const { accountId, size, amount, price, idempotency } = wanted;
  return sql`accounts.id = ${accountId} AND accounts.disabled_at IS NULL
    AND (${amount} = 0 OR EXISTS (
      SELECT 1 FROM balances WHERE account_id = ${accountId}
        AND currency = ${price.currency} AND available >= ${amount}))
    AND (SELECT COUNT(*) FROM jobs WHERE finished_at IS NULL
         AND account_id = ${accountId} AND state = 'queued') + ${size} <= ${maximumQueuedJobs}
    AND ${hasRoomInDialect(wanted)}
    AND ${inputsAreThere(wanted)}
    AND NOT EXISTS (SELECT 1 FROM idempotency_keys
         WHERE account_id = ${accountId} AND key = ${idempotency?.key ?? null})`;
}

/**
 * Holds while every input of the tasks is a live asset of the account. Intermediates may be inputs
 * too: clients never see their ids, only a plan that uses again what an earlier job made names them.
 */
export function inputsAreThere({ accountId, tasks }: Pick<NewJob, "accountId" | "tasks">): SQL {
  const ids = tasks
    .flatMap(({ spec }) => spec.inputs ?? [])
    .flatMap((input) => ("assetId" in input ? [input.assetId] : []));
  if (ids.length === 0) return sql`TRUE`;
  return sql`NOT EXISTS (SELECT 1 FROM json_each(${JSON.stringify(ids)}) AS wanted
    WHERE NOT EXISTS (SELECT 1 FROM assets WHERE assets.id = wanted.value
      AND account_id = ${accountId} AND deleted_at IS NULL))`;
}

function hasRoomInDialect(
  wanted: Pick<NewJob, "accountId" | "dialect" | "maximumOpenInDialect"> & { size: number },
): SQL {
  if (wanted.maximumOpenInDialect === null) return sql`TRUE`;
  return sql`(SELECT COUNT(*) FROM jobs
    WHERE finished_at IS NULL AND account_id = ${wanted.accountId}
      AND dialect = ${wanted.dialect} AND state IN ('queued', 'running', 'cancelling')) + ${wanted.size}
    <= ${wanted.maximumOpenInDialect}`;
}

function forgetExpiredKey(job: NewJob): SQL[] {
  if (!job.idempotency) return [];
  return [
    sql`DELETE FROM idempotency_keys
        WHERE account_id = ${job.accountId} AND key = ${job.idempotency.key}
          AND expires_at <= ${job.createdAt}`,
  ];
}

function jobStatements(job: NewJob, accepted: SQL): SQL[] {
  const written = sql`EXISTS (SELECT 1 FROM jobs WHERE id = ${job.id})`;
  const event = queuedEvent(job.id, job);
  const classified = job.tasks.map((task) => ({
    ...task,
    workloadClass: workloadClassOf(task.requirements),
  }));
  const isGraph = job.tasks.some((task) => task.dependsOn.length > 0);
  const statements = [
    sql`INSERT OR IGNORE INTO jobs (id, account_id, pool, dialect, kind, state, request_json,
          callback_url, callback_progress, batch_id, batch_index, priority, metered,
          estimated_seconds, notice, created_at, deadline_at)
        SELECT ${job.id}, accounts.id, accounts.pool, ${job.dialect}, ${job.kind}, 'queued',
          ${JSON.stringify(job.request)}, ${job.callbackUrl}, ${Number(job.callbackProgress)},
          ${job.batch?.id ?? null}, ${job.batch?.index ?? null}, ${job.priority},
          ${job.price.metered === true ? 1 : 0},
          ${job.estimatedSeconds}, ${job.notice}, ${job.createdAt}, ${job.deadlineAt}
        FROM accounts WHERE ${accepted}`,
    leaveWord({
      jobId: job.id,
      events: sql`SELECT ${JSON.stringify(event)} AS event WHERE changes() > 0`,
      now: job.createdAt,
    }),
    sql`INSERT OR IGNORE INTO tasks (id, job_id, account_id, pool, position, kind, spec_json,
          requirements_json, final, expected_seconds, work_units, workload_class, deadline_seconds,
          cache_key, state, ready_at, created_at)
        SELECT json_extract(value, '$.id'), jobs.id, jobs.account_id, jobs.pool,
          json_extract(value, '$.position'), json_extract(value, '$.spec.kind'),
          json_extract(value, '$.spec'), json_extract(value, '$.requirements'),
          json_extract(value, '$.final'), json_extract(value, '$.expectedSeconds'),
          json_extract(value, '$.workUnits'), json_extract(value, '$.workloadClass'),
          json_extract(value, '$.deadlineSeconds'), json_extract(value, '$.cacheKey'),
          CASE WHEN json_array_length(value, '$.dependsOn') = 0 THEN 'ready' ELSE 'waiting' END,
          CASE WHEN json_array_length(value, '$.dependsOn') = 0 THEN ${job.createdAt} END,
          ${job.createdAt}
        FROM jobs, json_each(${JSON.stringify(classified)}) WHERE jobs.id = ${job.id}`,
  ];
  if (isGraph) {
    statements.push(sql`INSERT OR IGNORE INTO task_dependencies
          (job_id, task_id, depends_on_task_id)
        SELECT ${job.id}, json_extract(planned.value, '$.id'), needed.value
        FROM json_each(${JSON.stringify(job.tasks)}) AS planned,
          json_each(planned.value, '$.dependsOn') AS needed
        WHERE ${written}`);
  }
  // What a metered job takes is known at its end only, and resolves what it held.
  if (job.price.amount > 0 || job.price.metered === true) {
    statements.push(sql`INSERT INTO ledger (id, account_id, currency, kind, amount, delta, job_id, created_at)
        SELECT ${`${job.id}:hold`}, ${job.accountId}, ${job.price.currency}, 'hold',
          ${job.price.amount}, ${-job.price.amount}, ${job.id}, ${job.createdAt}
        WHERE ${written}
          AND NOT EXISTS (SELECT 1 FROM ledger WHERE id = ${`${job.id}:hold`})`);
  }
  if (job.tasks.some((task) => task.spec.inputs !== undefined)) {
    statements.push(sql`INSERT OR IGNORE INTO job_inputs (asset_id, job_id)
      SELECT json_extract(input.value, '$.assetId'), ${job.id}
      FROM json_each(${JSON.stringify(job.tasks)}) AS planned,
        json_each(planned.value, '$.spec.inputs') AS input
      WHERE json_extract(input.value, '$.assetId') IS NOT NULL AND ${written}`);
  }
  statements.push(...jobRecordStatements(job));
  if (job.idempotency) {
    statements.push(sql`INSERT OR IGNORE INTO idempotency_keys
        (account_id, key, body_hash, job_id, created_at, expires_at)
      SELECT ${job.accountId}, ${job.idempotency.key}, ${job.idempotency.bodyHash}, ${job.id},
        ${job.createdAt}, ${job.createdAt + IDEMPOTENCY_RETENTION_SECONDS * 1000}
      WHERE ${written}`);
  }
  return statements;
}

/** A row for each commit on the jobs that is still to be told, or one row a job without any; none without the jobs. */
export function createdJobsQuery(jobIds: readonly string[]): SQL {
  return sql`SELECT jobs.pool, outbox.ordinal, outbox.events_json
    FROM jobs LEFT JOIN outbox ON outbox.job_id = jobs.id
    WHERE jobs.id IN (SELECT value FROM json_each(${JSON.stringify(jobIds)}))
    ORDER BY outbox.ordinal`;
}
