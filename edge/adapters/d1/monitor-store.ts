import { and, desc, eq, isNull, sql, type SQL } from "drizzle-orm";
import type { JobState } from "#contracts/job.ts";
import { isTerminalJobState } from "../../domain/jobs/transitions.ts";
import type { MonitorStore } from "../../domain/monitor/monitor-store.ts";
import type { Database } from "./database.ts";
import { toJob } from "./to-job.ts";
import { leasedTasks, readyTasks } from "./open-jobs.ts";
import { accounts, jobs } from "./schema.ts";

/** The monitor's reads over D1 (or anything that runs the same SQL); each follows an index. */
export function createMonitorStore(database: Database): MonitorStore {
  return {
    async listPublicJobs(states, limit) {
      const rows = await database
        .select({ job: jobs })
        .from(accounts)
        // SQLite keeps the order of a cross join: accounts first, of which few have opted in.
        .crossJoin(jobs)
        .where(and(isPublic, eq(jobs.accountId, accounts.id), newestOfEach(states, limit)))
        .orderBy(desc(jobs.id))
        .limit(limit);
      return rows.map((row) => toJob(row.job));
    },
    async readPublicJob(jobId) {
      const row = await database
        .select({ job: jobs })
        .from(jobs)
        .innerJoin(accounts, eq(accounts.id, jobs.accountId))
        .where(and(eq(jobs.id, jobId), isNull(jobs.deletedAt), isPublic))
        .get();
      return row ? toJob(row.job) : null;
    },
    async readQueue() {
      const [ready, leased] = await database.atomically([
        sql`SELECT COUNT(*), MIN(tasks.ready_at) FROM ${readyTasks}`,
        sql`SELECT COUNT(*) FROM ${leasedTasks}`,
      ]);
      const [readyCount, oldestReadyAt] = ready?.rows[0] ?? [];
      return {
        readyTasks: Number(readyCount ?? 0),
        oldestReadyAt: typeof oldestReadyAt === "number" ? oldestReadyAt : null,
        leasedTasks: Number(leased?.rows[0]?.[0] ?? 0),
      };
    },
    async countEnded(since, until, stretchMilliseconds) {
      const [outcome] = await database.atomically([
        sql`SELECT CAST((finished_at - ${since}) / ${stretchMilliseconds} AS INTEGER) AS stretch,
              SUM(state = 'completed'), SUM(state = 'failed'), SUM(state = 'cancelled'),
              AVG(started_at - created_at)
            FROM jobs WHERE finished_at >= ${since} AND finished_at < ${until}
            GROUP BY stretch ORDER BY stretch`,
      ]);
      return (outcome?.rows ?? []).map(([index, completed, failed, cancelled, wait]) => ({
        index: Number(index),
        completed: Number(completed),
        failed: Number(failed),
        cancelled: Number(cancelled),
        averageWaitMilliseconds: wait === null ? null : Math.round(Number(wait)),
      }));
    },
  };
}

/** Named as the index names it: a bound value would not match a partial index. */
const isPublic = sql`${accounts.monitorPublic} = 1 AND ${accounts.disabledAt} IS NULL`;

/**
 * The newest jobs of each account that opted in. Those that have not ended are few and found by
 * their state; of those that ended only the newest are read. The plus keeps SQLite from walking
 * all of an account's past for the former.
 */
function newestOfEach(states: readonly JobState[], limit: number): SQL {
  const areOpen = !states.some(isTerminalJobState);
  const order = areOpen ? sql`+own.id` : sql`own.id`;
  const among = areOpen ? sql`own.finished_at IS NULL AND own.state` : sql`own.state`;
  return sql`${jobs.id} IN (
    SELECT id FROM jobs AS own WHERE own.account_id = ${accounts.id} AND own.deleted_at IS NULL
      AND ${among} IN (SELECT value FROM json_each(${JSON.stringify(states)}))
    ORDER BY ${order} DESC LIMIT ${limit})`;
}
