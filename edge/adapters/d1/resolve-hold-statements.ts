import { sql, type SQL } from "drizzle-orm";

/** Work was done for it that its customer has, has stopped, or could not pay to the end. */
const isPaid = sql`(jobs.state = 'completed'
  OR (jobs.state = 'failed' AND jobs.error_code = 'budget-exhausted')
  OR (jobs.state = 'cancelled' AND jobs.started_at IS NOT NULL))`;

const usedMilliseconds = sql`(
  SELECT COALESCE(SUM(render_milliseconds), 0) FROM tasks WHERE tasks.job_id = jobs.id)`;

/**
 * The statements that resolve what a job held, once. A hold is captured when work was done for it,
 * else given back. A metered job's capture is the node time it took: what is left of its hold is
 * given back, and what it took past it comes from the free balance, as far as there is.
 *
 * @param options.closedHere holds of `jobs` for a job that this very batch ended.
 */
export function resolveHoldStatements(options: { closedHere: SQL; now: number }): SQL[] {
  const { closedHere, now } = options;
  const held = sql`jobs JOIN ledger AS held ON held.id = jobs.id || ':hold'`;
  const isMetered = sql`jobs.metered = 1 AND ${isPaid}`;
  return [
    sql`INSERT INTO ledger (id, account_id, currency, kind, amount, delta, job_id, created_at)
        SELECT held.id || ':overrun', held.account_id, held.currency, 'overrun',
          MIN(${usedMilliseconds} - held.amount, balances.available),
          -MIN(${usedMilliseconds} - held.amount, balances.available), jobs.id, ${now}
        FROM ${held} JOIN balances ON balances.account_id = held.account_id
          AND balances.currency = held.currency
        WHERE ${closedHere} AND ${isMetered}
          AND ${usedMilliseconds} > held.amount AND balances.available > 0
          AND NOT EXISTS (SELECT 1 FROM ledger WHERE id = held.id || ':resolved')`,
    sql`INSERT INTO ledger (id, account_id, currency, kind, amount, delta, job_id, created_at)
        SELECT held.id || ':resolved', held.account_id, held.currency,
          CASE WHEN ${isPaid} THEN 'capture' ELSE 'refund' END,
          CASE WHEN ${isMetered}
            THEN MIN(${usedMilliseconds}, held.amount + COALESCE((
              SELECT amount FROM ledger WHERE id = held.id || ':overrun'), 0))
            ELSE held.amount END,
          CASE WHEN ${isPaid} THEN 0 ELSE held.amount END,
          jobs.id, ${now}
        FROM ${held}
        WHERE ${closedHere}
          AND NOT EXISTS (SELECT 1 FROM ledger WHERE id = held.id || ':resolved')`,
    sql`INSERT INTO ledger (id, account_id, currency, kind, amount, delta, job_id, created_at)
        SELECT held.id || ':rest', held.account_id, held.currency, 'refund',
          held.amount - captured.amount, held.amount - captured.amount, jobs.id, ${now}
        FROM ${held} JOIN ledger AS captured ON captured.id = held.id || ':resolved'
        WHERE ${closedHere} AND ${isMetered} AND captured.amount < held.amount
          AND NOT EXISTS (SELECT 1 FROM ledger WHERE id = held.id || ':rest')`,
  ];
}
