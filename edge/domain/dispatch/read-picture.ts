import type { Dialect } from "#contracts/job.ts";
import { rankOf, type PicturedAccount, type PoolPicture } from "../estimates/pool-picture.ts";
import type { LocalSql } from "../ports.ts";
import {
  readIndexedJob,
  readLeases,
  readMeta,
  readNodes,
  readTasksInState,
  type IndexedTask,
} from "./pool-index.ts";

/** Tasks of a picture at most that wait for a slot; of more, every n-th stands for n. */
const READY_PICTURED = 400;
const DEPENDENT_PICTURED = 200;

/** The pool at this moment, for estimates. Changes nothing. */
export function readPicture(
  sql: LocalSql,
  now: number,
  isLive: (nodeId: string) => boolean,
): PoolPicture {
  const count = sql.all<{ count: number }>(
    "SELECT COUNT(*) AS count FROM tasks WHERE state = 'ready'",
  )[0]?.count;
  const standsFor = Math.max(1, Math.ceil((count ?? 0) / READY_PICTURED));
  const ready = readTasksInState(sql, "ready", { step: standsFor, limit: READY_PICTURED });
  const dependent = readTasksInState(sql, "waiting", { step: 1, limit: DEPENDENT_PICTURED });
  const leased = readLeases(sql);
  const jobIds = new Set([...ready, ...dependent, ...leased].map(({ jobId }) => jobId));
  return {
    at: now,
    nodes: readNodes(sql).map(({ nodeId, state, capabilities }) => ({
      nodeId,
      takesWork: state === "active" && isLive(nodeId),
      revoked: state === "revoked",
      capabilities,
    })),
    accounts: readAccounts(sql),
    jobs: [...jobIds].flatMap((jobId) => readIndexedJob(sql, jobId) ?? []).map(toPicturedJob),
    leased: leased.map((task) => ({
      ...toPicturedTask(task),
      nodeId: task.nodeId,
      slotIndex: task.slotIndex,
      leasedAt: task.leasedAt,
      percent: task.percent,
    })),
    ready: ready.map((task) => ({
      ...toPicturedTask(task),
      rank: rankOf(task.priority, task.readyAt),
      retryAt: task.retryAt,
      standsFor,
    })),
    dependent: dependent.map(toPicturedTask),
    virtualTime: readMeta(sql, "virtual-time") ?? 0,
  };
}

function toPicturedTask({ taskId, jobId, requirements, expectedSeconds }: IndexedTask) {
  return { taskId, jobId, requirements, expectedSeconds };
}

function toPicturedJob(
  job: NonNullable<ReturnType<typeof readIndexedJob>>,
): PoolPicture["jobs"][number] {
  const { jobId, accountId, dialect, state, weight } = job;
  const { maximumRunningJobs, maximumRunningInDialect } = job;
  return { jobId, accountId, dialect, state, weight, maximumRunningJobs, maximumRunningInDialect };
}

/** Accounts that have something here, with the jobs that they have running. */
function readAccounts(sql: LocalSql): PicturedAccount[] {
  const counts = sql.all<{ account_id: string; dialect: string; count: number }>(
    `SELECT account_id, dialect, COUNT(*) AS count FROM jobs
     WHERE state IN ('running', 'cancelling') GROUP BY account_id, dialect`,
  );
  const ofAccount = Map.groupBy(counts, (row) => row.account_id);
  return sql
    .all<{ account_id: string; virtual_time: number }>(
      `SELECT account_id, virtual_time FROM accounts
       WHERE account_id IN (SELECT account_id FROM jobs)`,
    )
    .map((row) => {
      const running = ofAccount.get(row.account_id) ?? [];
      return {
        accountId: row.account_id,
        virtualTime: row.virtual_time,
        running: running.reduce((sum, { count }) => sum + count, 0),
        runningInDialect: Object.fromEntries(
          running.map(({ dialect, count }) => [dialect as Dialect, count]),
        ),
      };
    });
}
