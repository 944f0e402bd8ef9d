import { asc, lt, sql, type SQL } from "drizzle-orm";
import type { RetentionStore } from "../../domain/retention/retention-store.ts";
import { accountLimits } from "./account-store.ts";
import type { Database } from "./database.ts";
import { idsBefore } from "./ids-before.ts";
import { accounts } from "./schema.ts";

/** What is past its time, over D1 (or anything that runs the same SQL). */
export function createRetentionStore(database: Database): RetentionStore {
  return {
    async listUntidied(tidiedBefore, limit) {
      const rows = await database
        .select({ accountId: accounts.id, limitsJson: accounts.limitsJson })
        .from(accounts)
        .where(lt(accounts.tidiedAt, tidiedBefore))
        .orderBy(asc(accounts.tidiedAt))
        .limit(limit);
      return rows.map((row) => ({
        accountId: row.accountId,
        policy: accountLimits(row.limitsJson),
      }));
    },
    async recordTidied(accountId, tidiedAt) {
      await database.atomically([
        sql`UPDATE accounts SET tidied_at = ${tidiedAt} WHERE id = ${accountId}`,
      ]);
    },
    async forgetJobs(accountId, finishedBefore, limit) {
      const [found] = await database.atomically([
        sql`SELECT id, finished_at, batch_id FROM jobs
            WHERE account_id = ${accountId} AND finished_at <= ${finishedBefore}
              AND ${isDispensable}
            ORDER BY id LIMIT ${limit}`,
      ]);
      const rows = (found?.rows ?? []) as [string, number, string | null][];
      if (rows.length === 0) return { jobs: [], batchIds: [] };
      const batchesOfThem = new Set(rows.flatMap(([, , batchId]) => batchId ?? []));
      const outcomes = await database.atomically(
        forgetStatements(accountId, listed(rows.map(([id]) => id)), listed([...batchesOfThem])),
      );
      return {
        jobs: rows.map(([jobId, finishedAt]) => ({ jobId, finishedAt })),
        batchIds: (outcomes.at(-1)?.rows ?? []).map(([id]) => String(id)),
      };
    },
    async expireOutputs(accountId, createdBefore, now, limit) {
      const [outcome] = await database.atomically([
        sql`UPDATE assets SET deleted_at = ${now} WHERE id IN (
              SELECT id FROM assets WHERE account_id = ${accountId} AND final = 1
                AND deleted_at IS NULL AND job_id < ${idsBefore(createdBefore + 1)}
                AND created_at <= ${createdBefore}
                AND NOT EXISTS (SELECT 1 FROM templates WHERE templates.id = assets.job_id)
                AND NOT EXISTS (SELECT 1 FROM audio_files WHERE audio_files.id = assets.job_id)
              ORDER BY job_id LIMIT ${limit})
            RETURNING id`,
      ]);
      return outcome?.rows.length ?? 0;
    },
    async forgetDeliveries(accountId, finishedBefore, limit) {
      const past = sql`SELECT id FROM webhook_deliveries WHERE account_id = ${accountId}
        AND finished_at IS NOT NULL AND finished_at <= ${finishedBefore}
        ORDER BY finished_at, id LIMIT ${limit}`;
      const outcomes = await database.atomically([
        sql`DELETE FROM webhook_attempts WHERE delivery_id IN (${past})`,
        sql`DELETE FROM webhook_deliveries WHERE id IN (${past}) RETURNING id`,
      ]);
      return outcomes.at(-1)?.rows.length ?? 0;
    },
    async forgetExpiredKeys(now, limit) {
      await database.atomically([
        sql`DELETE FROM idempotency_keys WHERE rowid IN (
              SELECT rowid FROM idempotency_keys WHERE expires_at <= ${now}
              ORDER BY expires_at LIMIT ${limit})`,
      ]);
    },
  };
}

/** Nothing is left to be told of the job, nobody may use what it made, and it stands for nothing. */
const isDispensable = sql`(jobs.deleted_at IS NOT NULL
    OR (NOT EXISTS (SELECT 1 FROM templates WHERE templates.id = jobs.id)
      AND NOT EXISTS (SELECT 1 FROM audio_files WHERE audio_files.id = jobs.id)))
  AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.job_id = jobs.id)
  AND NOT EXISTS (SELECT 1 FROM webhook_deliveries
    WHERE webhook_deliveries.job_id = jobs.id AND webhook_deliveries.state = 'pending')
  AND NOT EXISTS (SELECT 1 FROM assets
    WHERE assets.account_id = jobs.account_id AND assets.job_id = jobs.id AND assets.final = 0 AND assets.deleted_at IS NULL)`;

const listed = (ids: readonly string[]): SQL =>
  sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`;

/** Rows go before those they refer to; the last statement answers the batches that are gone. */
function forgetStatements(accountId: string, jobIds: SQL, batchIds: SQL): SQL[] {
  return [
    sql`DELETE FROM task_dependencies WHERE job_id IN ${jobIds}`,
    // Inputs are kept by asset; which a job has, its tasks tell.
    sql`DELETE FROM job_inputs WHERE (asset_id, job_id) IN (
          SELECT json_extract(input.value, '$.assetId'), tasks.job_id
          FROM tasks, json_each(tasks.spec_json, '$.inputs') AS input
          WHERE tasks.job_id IN ${jobIds})`,
    sql`DELETE FROM tasks WHERE job_id IN ${jobIds}`,
    sql`DELETE FROM template_renders WHERE account_id = ${accountId} AND id IN ${jobIds}`,
    sql`DELETE FROM templates WHERE id IN ${jobIds}`,
    sql`DELETE FROM audio_files WHERE id IN ${jobIds}`,
    // Of an asset whose bytes are gone nothing is left to say, unless another job names it.
    sql`DELETE FROM assets
          WHERE account_id = ${accountId} AND job_id IN ${jobIds} AND bytes_deleted_at IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM job_inputs WHERE job_inputs.asset_id = assets.id)
          AND NOT EXISTS (SELECT 1 FROM templates WHERE templates.asset_id = assets.id)
          AND NOT EXISTS (SELECT 1 FROM audio_files WHERE audio_files.asset_id = assets.id)`,
    sql`DELETE FROM jobs WHERE id IN ${jobIds}`,
    sql`DELETE FROM batches WHERE id IN ${batchIds}
          AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.batch_id = batches.id)
        RETURNING id`,
  ];
}
