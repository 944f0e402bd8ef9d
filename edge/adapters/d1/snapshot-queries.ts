import { eq, sql, type SQL } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { TaskRequirements } from "#contracts/task.ts";
import { dialectCaps } from "../../domain/jobs/dialect-caps.ts";
import type { JobSnapshot } from "../../domain/jobs/job.ts";
import { accountLimits } from "./account-store.ts";
import type { Database } from "./database.ts";
import { accounts, jobs, tasks } from "./schema.ts";

/** True for rows whose column has one of the ids in `idsJson`: one value, however many there are. */
export function isOneOf(column: SQLiteColumn): SQL {
  return sql`${column} IN (SELECT value FROM json_each(${sql.placeholder("idsJson")}))`;
}

/** Two reads to run together: the jobs of `idsJson` with their account's limits, and all their tasks. */
export function snapshotQueries(database: Database) {
  return [
    database
      .select({
        id: jobs.id,
        pool: jobs.pool,
        callbackUrl: jobs.callbackUrl,
        callbackProgress: jobs.callbackProgress,
        accountId: jobs.accountId,
        dialect: jobs.dialect,
        kind: jobs.kind,
        createdAt: jobs.createdAt,
        batchId: jobs.batchId,
        state: jobs.state,
        priority: jobs.priority,
        priorityChanges: jobs.priorityChanges,
        cancelRequestedAt: jobs.cancelRequestedAt,
        limitsJson: accounts.limitsJson,
      })
      .from(jobs)
      .innerJoin(accounts, eq(accounts.id, jobs.accountId))
      .where(isOneOf(jobs.id))
      .prepare(),
    database
      .select()
      .from(tasks)
      .where(isOneOf(tasks.jobId))
      .orderBy(tasks.jobId, tasks.position)
      .prepare(),
  ] as const;
}

type Queries = ReturnType<typeof snapshotQueries>;

/** What the two reads found, as the pool and the outbox take it. */
export function toSnapshots(
  jobRows: Awaited<ReturnType<Queries[0]["all"]>>,
  taskRows: Awaited<ReturnType<Queries[1]["all"]>>,
): JobSnapshot[] {
  const tasksOf = Map.groupBy(taskRows, (row) => row.jobId);
  return jobRows.map(({ id, limitsJson, ...job }) => {
    const limits = accountLimits(limitsJson);
    return {
      ...job,
      jobId: id,
      accountWeight: limits.weight,
      maximumRunningJobs: limits.maximumRunningJobs,
      maximumRunningInDialect: dialectCaps(limits, job.dialect).running,
      tasks: (tasksOf.get(id) ?? []).map(toTaskSnapshot),
    };
  });
}

function toTaskSnapshot(row: typeof tasks.$inferSelect): JobSnapshot["tasks"][number] {
  const leased = row.state === "leased" && row.leaseId !== null && row.nodeId !== null;
  return {
    taskId: row.id,
    state: row.state,
    epoch: row.epoch,
    requirements: TaskRequirements.parse(JSON.parse(row.requirementsJson)),
    expectedSeconds: row.expectedSeconds,
    readyAt: row.readyAt ?? row.createdAt,
    retryAt: row.retryAt,
    triedNodeIds: JSON.parse(row.triedNodesJson) as string[],
    percent: row.state === "done" ? 100 : row.percent,
    doneByNodeId: row.state === "done" ? row.nodeId : null,
    lease: leased
      ? {
          leaseId: row.leaseId as string,
          nodeId: row.nodeId as string,
          slotIndex: row.slotIndex ?? 0,
          leasedAt: row.leasedAt ?? row.createdAt,
          expiresAt: row.leaseExpiresAt ?? row.createdAt,
          deadlineAt: (row.leasedAt ?? row.createdAt) + row.deadlineSeconds * 1000,
        }
      : null,
  };
}
