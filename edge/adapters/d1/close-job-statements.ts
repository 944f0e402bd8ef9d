import { sql, type SQL } from "drizzle-orm";
import { leaveWord } from "./outbox-statements.ts";
import { resolveHoldStatements } from "./resolve-hold-statements.ts";

/** A condition that holds when the batch's deciding statement has committed, now or earlier. */
export function settledTask(task: { jobId: string; taskId: string }, settlementId: string): SQL {
  return sql`EXISTS (SELECT 1 FROM tasks WHERE job_id = ${task.jobId} AND id = ${task.taskId}
    AND settled_by = ${settlementId})`;
}

/**
 * How long the lease of a leased task ran until its job was to be cancelled, or until its node fell
 * silent: for those that can tell no better.
 */
export const measuredByLease = sql`MAX(0, MIN(lease_expires_at, (
    SELECT cancel_requested_at FROM jobs WHERE jobs.id = tasks.job_id)) - leased_at)`;

/**
 * The statements that end a job once none of its tasks can go on. They follow a statement that
 * changed a task (or the job) under `settlementId`, and do nothing unless `happened` holds: every
 * later statement looks at what is stored, never at a count taken in TypeScript. All of them may
 * run twice without effect. `told` selects events that are to be told before the job's end, if it
 * comes; with it they are one row of the outbox.
 */
export function closeJobStatements(options: {
  jobId: string;
  settlementId: string;
  now: number;
  happened: SQL;
  told?: SQL;
}): SQL[] {
  const { jobId, settlementId, now, happened, told } = options;
  const closedHere = sql`jobs.id = ${jobId} AND jobs.settled_by = ${settlementId}`;
  const ended = endedEvent(now, closedHere);
  return [
    // One task that failed for good ends the work on all the others.
    sql`UPDATE tasks SET state = 'cancelled', finished_at = ${now}, lease_expires_at = NULL
        WHERE job_id = ${jobId} AND state IN ('waiting', 'ready', 'leased') AND ${happened}
          AND EXISTS (SELECT 1 FROM tasks AS failed
                      WHERE failed.job_id = ${jobId} AND failed.state = 'failed')`,
    sql`UPDATE jobs SET
          state = CASE
            WHEN state = 'cancelling' THEN 'cancelled'
            WHEN EXISTS (SELECT 1 FROM tasks WHERE job_id = ${jobId} AND state = 'failed')
              THEN 'failed'
            ELSE 'completed' END,
          percent = CASE
            WHEN state <> 'cancelling'
              AND NOT EXISTS (SELECT 1 FROM tasks WHERE job_id = ${jobId} AND state = 'failed')
              THEN 100 ELSE percent END,
          error_code = CASE WHEN state <> 'cancelling' THEN (
            SELECT error_code FROM tasks
            WHERE job_id = ${jobId} AND state = 'failed' ORDER BY position LIMIT 1) END,
          error_message = CASE WHEN state <> 'cancelling' THEN (
            SELECT error_message FROM tasks
            WHERE job_id = ${jobId} AND state = 'failed' ORDER BY position LIMIT 1) END,
          render_milliseconds = (
            SELECT COALESCE(SUM(render_milliseconds), 0) FROM tasks
            WHERE job_id = ${jobId} AND state = 'done'),
          stage = NULL, finished_at = ${now}, settled_by = ${settlementId}
        WHERE id = ${jobId} AND state IN ('queued', 'running', 'cancelling') AND ${happened}
          AND NOT EXISTS (SELECT 1 FROM tasks
                          WHERE job_id = ${jobId} AND state IN ('waiting', 'ready', 'leased'))`,
    // Directly after the job's row was written: only then was the end not told before.
    leaveWord({ jobId, events: told ? sql`${told} UNION ALL ${ended}` : ended, now }),
    ...resolveHoldStatements({ closedHere, now }),
  ];
}

/** The event of the job's end, as what is stored tells it. */
function endedEvent(now: number, closedHere: SQL): SQL {
  return sql`SELECT CASE jobs.state
            WHEN 'completed' THEN json_object(
              'type', 'job-completed', 'eventId', jobs.id || ':ended', 'jobId', jobs.id,
              'dialect', jobs.dialect, 'at', ${now},
              'outputs', json((
                SELECT json_group_array(json_object(
                  'name', name, 'assetId', id, 'contentType', content_type,
                  'sizeBytes', size_bytes, 'sha256', sha256))
                FROM assets WHERE account_id = jobs.account_id AND job_id = jobs.id
                  AND final = 1)),
              'media', json((SELECT json_extract(result_json, '$.media') FROM tasks
                             WHERE job_id = jobs.id AND final = 1 ORDER BY position LIMIT 1)),
              'model', (SELECT json_extract(result_json, '$.model') FROM tasks
                        WHERE job_id = jobs.id AND final = 1 ORDER BY position LIMIT 1))
            WHEN 'failed' THEN json_object(
              'type', 'job-failed', 'eventId', jobs.id || ':ended', 'jobId', jobs.id,
              'dialect', jobs.dialect, 'at', ${now},
              'code', COALESCE(jobs.error_code, 'internal'),
              'message', COALESCE(jobs.error_message, 'The job could not be finished.'))
            ELSE json_object(
              'type', 'job-cancelled', 'eventId', jobs.id || ':ended', 'jobId', jobs.id,
              'dialect', jobs.dialect, 'at', ${now})
          END AS event
        FROM jobs WHERE ${closedHere} AND changes() > 0`;
}
