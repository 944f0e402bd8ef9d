import { sql, type SQL } from "drizzle-orm";
import { leaveWord } from "./outbox-statements.ts";

/** Percent of a job by what its tasks are expected to take; a task that is not done counts nothing. */
export function donePercent(jobId: string): SQL {
  return sql`(SELECT 100.0 * SUM(CASE WHEN state = 'done' THEN expected_seconds ELSE 0 END)
    / SUM(expected_seconds) FROM tasks WHERE job_id = ${jobId})`;
}

type Raise = { jobId: string; percent: SQL; now: number; happened: SQL };

/**
 * Leaves word of every quarter that a running job passes when its percent is raised, in order; to
 * run before that. The comparison with the stored percent makes each quarter's word once, however
 * far the job jumps. Answers a row if there was one.
 */
export function quarterStatement({ jobId, percent, now, happened }: Raise): SQL {
  const events = sql`SELECT json_object(
            'type', 'job-progressed', 'eventId', jobs.id || ':progress:' || quarter.value,
            'jobId', jobs.id, 'dialect', jobs.dialect, 'at', ${now},
            'percent', quarter.value) AS event
        FROM jobs, json_each('[25, 50, 75]') AS quarter
        WHERE jobs.id = ${jobId} AND jobs.callback_progress = 1 AND jobs.state = 'running'
          AND jobs.percent < quarter.value AND quarter.value <= ${percent} AND ${happened}
        ORDER BY quarter.value`;
  return sql`${leaveWord({ jobId, events, now })} RETURNING event_id`;
}

/** Raises a running job's percent, and leaves word of every quarter that this passes. */
export function raisePercentStatements(raise: Raise): SQL[] {
  const { jobId, percent, happened } = raise;
  return [
    quarterStatement(raise),
    // A call that is repeated writes nothing, nor does one that ends the job: its end says it all.
    sql`UPDATE jobs SET percent = ${percent}
        WHERE id = ${jobId} AND state = 'running' AND percent < ${percent} AND ${happened}
          AND EXISTS (SELECT 1 FROM tasks
                      WHERE job_id = ${jobId} AND state IN ('waiting', 'ready', 'leased'))`,
  ];
}
