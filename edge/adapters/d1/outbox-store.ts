import { sql } from "drizzle-orm";
import { z } from "zod";
import { JobEvent } from "#contracts/events.ts";
import type { OutboxEntry, OutboxStore } from "../../domain/jobs/job-store.ts";
import { once, type Database } from "./database.ts";
import { outbox } from "./schema-outbox.ts";
import { isOneOf, snapshotQueries, toSnapshots } from "./snapshot-queries.ts";

/** The outbox over D1 (or anything that runs the same SQL). */
export function createOutboxStore(database: Database): OutboxStore {
  const changes = once(
    () =>
      [
        database
          .select({ jobId: outbox.jobId, ordinal: outbox.ordinal, eventsJson: outbox.eventsJson })
          .from(outbox)
          .where(isOneOf(outbox.jobId))
          .orderBy(outbox.jobId, outbox.ordinal)
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
        .map((job) => ({ job, entries: (entriesOf.get(job.jobId) ?? []).map(toOutboxEntry) }))
        .filter(({ entries }) => entries.length > 0);
    },
    async pendingJobs(createdBefore, limit) {
      // The whole table is what nobody was told yet: an index would cost each job more rows.
      const rows = await database
        .select({ jobId: outbox.jobId })
        .from(outbox)
        .where(sql`${outbox.createdAt} < ${createdBefore}`)
        .groupBy(outbox.jobId)
        .orderBy(sql`MIN(${outbox.createdAt}), ${outbox.jobId}`)
        .limit(limit);
      return rows.map((row) => row.jobId);
    },
    async forgetTold(changesTold) {
      const told = changesTold.flatMap(({ job: { jobId }, entries }) =>
        entries.map(({ ordinal, events: [{ eventId }] }) => ({ jobId, ordinal, eventId })),
      );
      if (told.length === 0) return;
      await database.atomically([
        // The first event's id tells a row from a later one that took its ordinal.
        sql`DELETE FROM outbox WHERE (job_id, ordinal, event_id) IN (
              SELECT value ->> '$.jobId', value ->> '$.ordinal', value ->> '$.eventId'
              FROM json_each(${JSON.stringify(told)}))`,
      ]);
    },
  };
}

const Events = z.tuple([JobEvent], JobEvent);

/** An outbox row, of which these two columns were read. */
export function toOutboxEntry(row: { ordinal: number; eventsJson: string }): OutboxEntry {
  return { ordinal: row.ordinal, events: Events.parse(JSON.parse(row.eventsJson)) };
}
