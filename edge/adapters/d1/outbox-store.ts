import { sql } from "drizzle-orm";
import { JobEvent } from "#contracts/events.ts";
import type { OutboxEntry, OutboxStore } from "../../domain/jobs/job-store.ts";
import { once, type Database } from "./database.ts";
import { outbox } from "./schema.ts";
import { isOneOf, snapshotQueries, toSnapshots } from "./snapshot-queries.ts";

/** The outbox over D1 (or anything that runs the same SQL). */
export function createOutboxStore(database: Database): OutboxStore {
  const changes = once(
    () =>
      [
        database
          .select({
            jobId: outbox.jobId,
            ordinal: outbox.ordinal,
            payloadJson: outbox.payloadJson,
          })
          .from(outbox)
          .where(sql`${isOneOf(outbox.jobId)} AND ${outbox.doneAt} IS NULL`)
          .orderBy(outbox.ordinal)
          .prepare(),
        ...snapshotQueries(database),
      ] as const,
  );
  return {
    async changesOf(jobIds) {
      if (jobIds.length === 0) return [];
      const [pending, jobRows, taskRows] = await database.together(changes(), {
        idsJson: JSON.stringify(jobIds),
      });
      const entriesOf = Map.groupBy(pending, (row) => row.jobId);
      return toSnapshots(jobRows, taskRows)
        .map((job) => ({ job, entries: (entriesOf.get(job.jobId) ?? []).map(toEntry) }))
        .filter(({ entries }) => entries.length > 0);
    },
    async pendingJobs(createdBefore, limit) {
      const rows = await database
        .select({ jobId: outbox.jobId })
        .from(outbox)
        .where(sql`${outbox.doneAt} IS NULL AND ${outbox.createdAt} < ${createdBefore}`)
        .groupBy(outbox.jobId)
        .orderBy(sql`MIN(${outbox.ordinal})`)
        .limit(limit);
      return rows.map((row) => row.jobId);
    },
    async markDone(ordinals, now) {
      if (ordinals.length === 0) return;
      await database.atomically([
        sql`UPDATE outbox SET done_at = ${now}
            WHERE done_at IS NULL
              AND ordinal IN (SELECT value FROM json_each(${JSON.stringify(ordinals)}))`,
      ]);
    },
    async forgetDone(doneBefore, limit) {
      await database.atomically([
        sql`DELETE FROM outbox WHERE ordinal IN (
              SELECT ordinal FROM outbox
              WHERE done_at IS NOT NULL AND done_at < ${doneBefore}
              ORDER BY done_at LIMIT ${limit})`,
      ]);
    },
  };
}

function toEntry(row: { ordinal: number; payloadJson: string }): OutboxEntry {
  return { ordinal: row.ordinal, event: JobEvent.parse(JSON.parse(row.payloadJson)) };
}
