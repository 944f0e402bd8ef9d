import { sql, type SQL } from "drizzle-orm";

/**
 * Tasks that are at work or wait for it belong to jobs that have not ended, of which there is an
 * index by state: tasks need none of their own, which every grant would have to write.
 */

/** True of `jobs` joined with their `tasks` where a node holds the task. */
export const isLeased = sql`jobs.finished_at IS NULL AND jobs.state IN ('running', 'cancelling')
  AND tasks.state = 'leased'`;

/** After FROM: tasks that a node holds, and their jobs; conditions may follow. */
export const leasedTasks = sql`jobs CROSS JOIN tasks ON tasks.job_id = jobs.id WHERE ${isLeased}`;

/** After FROM: tasks that wait for a node, and their jobs; conditions may follow. */
export const readyTasks = sql`jobs CROSS JOIN tasks ON tasks.job_id = jobs.id
  WHERE jobs.finished_at IS NULL AND jobs.state IN ('queued', 'running') AND tasks.state = 'ready'`;

/** True while the account has an open job that is a `render` of what the condition says. */
export function hasOpenRender(accountId: string, condition: SQL): SQL {
  return sql`EXISTS (SELECT 1 FROM jobs AS rendering CROSS JOIN template_renders AS render
    ON render.account_id = rendering.account_id AND render.id = rendering.id
    WHERE rendering.finished_at IS NULL AND rendering.account_id = ${accountId}
      AND rendering.state IN ('queued', 'running', 'cancelling') AND ${condition})`;
}

/**
 * Open jobs past their deadline. The index has deadlines below state and account: each account that
 * has open jobs is looked up, none of the jobs that still have time.
 */
export function overdueQuery(now: number, limit: number): SQL {
  return sql`WITH RECURSIVE busy(state, account_id) AS (
      SELECT value, (SELECT MIN(account_id) FROM jobs WHERE finished_at IS NULL AND state = value)
      FROM json_each('["queued", "running", "cancelling"]')
      UNION ALL
      SELECT state, (SELECT MIN(account_id) FROM jobs WHERE finished_at IS NULL
        AND jobs.state = busy.state AND jobs.account_id > busy.account_id)
      FROM busy WHERE account_id IS NOT NULL)
    SELECT jobs.id FROM busy CROSS JOIN jobs ON jobs.finished_at IS NULL
      AND jobs.state = busy.state AND jobs.account_id = busy.account_id
      AND jobs.deadline_at <= ${now}
    LIMIT ${limit}`;
}
