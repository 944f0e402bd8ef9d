import { sql, type SQL } from "drizzle-orm";
import { IDEMPOTENCY_RETENTION_SECONDS } from "#contracts/limits.ts";
import type { NewJob } from "../../domain/jobs/job.ts";
import { queuedEvent } from "../../domain/jobs/queued-job.ts";

/**
 * Job, tasks, hold, idempotency row and first event, written together. The job's INSERT carries
 * every condition of acceptance; each later statement asks whether the job is there.
 */
export function createJobStatements(job: NewJob, maximumQueuedJobs: number): SQL[] {
  const written = sql`EXISTS (SELECT 1 FROM jobs WHERE id = ${job.id})`;
  const event = queuedEvent(job.id, job);
  const statements: SQL[] = [];
  const isGraph = job.tasks.some((task) => task.dependsOn.length > 0);
  if (job.idempotency) {
    statements.push(sql`DELETE FROM idempotency_keys
      WHERE account_id = ${job.accountId} AND key = ${job.idempotency.key}
        AND expires_at <= ${job.createdAt}`);
  }
  statements.push(
    sql`INSERT OR IGNORE INTO jobs (id, account_id, pool, dialect, kind, state, request_json,
          callback_url, priority, estimated_seconds, created_at, deadline_at)
        SELECT ${job.id}, accounts.id, accounts.pool, ${job.dialect}, ${job.kind}, 'queued',
          ${JSON.stringify(job.request)}, ${job.callbackUrl}, ${job.priority},
          ${job.estimatedSeconds}, ${job.createdAt}, ${job.deadlineAt}
        FROM accounts
        WHERE accounts.id = ${job.accountId} AND accounts.disabled_at IS NULL
          AND (${job.price.amount} = 0 OR EXISTS (
            SELECT 1 FROM balances WHERE account_id = ${job.accountId}
              AND currency = ${job.price.currency} AND available >= ${job.price.amount}))
          AND (SELECT COUNT(*) FROM jobs
               WHERE account_id = ${job.accountId} AND state = 'queued') < ${maximumQueuedJobs}
          AND NOT EXISTS (SELECT 1 FROM idempotency_keys
               WHERE account_id = ${job.accountId} AND key = ${job.idempotency?.key ?? null})`,
    sql`INSERT OR IGNORE INTO tasks (id, job_id, account_id, pool, position, kind, spec_json,
          requirements_json, final, expected_seconds, deadline_seconds, state, ready_at, created_at)
        SELECT json_extract(value, '$.id'), jobs.id, jobs.account_id, jobs.pool,
          json_extract(value, '$.position'), json_extract(value, '$.spec.kind'),
          json_extract(value, '$.spec'), json_extract(value, '$.requirements'),
          json_extract(value, '$.final'), json_extract(value, '$.expectedSeconds'),
          json_extract(value, '$.deadlineSeconds'),
          CASE WHEN json_array_length(value, '$.dependsOn') = 0 THEN 'ready' ELSE 'waiting' END,
          CASE WHEN json_array_length(value, '$.dependsOn') = 0 THEN ${job.createdAt} END,
          ${job.createdAt}
        FROM jobs, json_each(${JSON.stringify(job.tasks)}) WHERE jobs.id = ${job.id}`,
  );
  if (isGraph) {
    statements.push(sql`INSERT OR IGNORE INTO task_dependencies (task_id, depends_on_task_id)
        SELECT json_extract(planned.value, '$.id'), needed.value
        FROM json_each(${JSON.stringify(job.tasks)}) AS planned,
          json_each(planned.value, '$.dependsOn') AS needed
        WHERE ${written}`);
  }
  if (job.price.amount > 0) {
    statements.push(sql`INSERT INTO ledger (id, account_id, currency, kind, amount, delta, job_id, created_at)
        SELECT ${`${job.id}:hold`}, ${job.accountId}, ${job.price.currency}, 'hold',
          ${job.price.amount}, ${-job.price.amount}, ${job.id}, ${job.createdAt}
        WHERE ${written}
          AND NOT EXISTS (SELECT 1 FROM ledger WHERE id = ${`${job.id}:hold`})`);
  }
  statements.push(
    sql`INSERT OR IGNORE INTO outbox (event_id, job_id, payload_json, created_at)
        SELECT ${event.eventId}, id, ${JSON.stringify(event)}, ${job.createdAt}
        FROM jobs WHERE id = ${job.id}`,
  );
  if (job.idempotency) {
    statements.push(sql`INSERT OR IGNORE INTO idempotency_keys
        (account_id, key, body_hash, job_id, created_at, expires_at)
      SELECT ${job.accountId}, ${job.idempotency.key}, ${job.idempotency.bodyHash}, ${job.id},
        ${job.createdAt}, ${job.createdAt + IDEMPOTENCY_RETENTION_SECONDS * 1000}
      WHERE ${written}`);
  }
  return statements;
}

/** A row for each event of the job that is still to be told, or one row without any; none without the job. */
export function createdJobQuery(jobId: string): SQL {
  return sql`SELECT jobs.pool, outbox.ordinal, outbox.payload_json
    FROM jobs LEFT JOIN outbox ON outbox.job_id = jobs.id AND outbox.done_at IS NULL
    WHERE jobs.id = ${jobId} ORDER BY outbox.ordinal`;
}
