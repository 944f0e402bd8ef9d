import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/**
 * What must still happen because a batch committed: a row for each commit, which goes once
 * everybody was told. Told in `ordinal` order per job.
 */
export const outbox = sqliteTable(
  "outbox",
  {
    jobId: text("job_id").notNull(),
    ordinal: integer("ordinal").notNull(),
    /** Id of the first event: an ordinal can come again once its row is gone, this never. */
    eventId: text("event_id").notNull(),
    /** `JobEvent[]` in the order in which they happened. */
    eventsJson: text("events_json").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.jobId, table.ordinal] })],
);

/**
 * Leases that ended without their task being done, written by the trigger on `tasks`. The sweep
 * removes them when nobody asks any more, and what they left in storage.
 */
export const endedLeases = sqliteTable(
  "ended_leases",
  {
    leaseId: text("lease_id").primaryKey(),
    taskId: text("task_id").notNull(),
    jobId: text("job_id").notNull(),
    accountId: text("account_id").notNull(),
    pool: text("pool").notNull(),
    nodeId: text("node_id").notNull(),
    epoch: integer("epoch").notNull(),
    /** 1: its own node ended it, and may repeat the call. */
    byNode: integer("by_node").notNull(),
    /** What became of the task. */
    taskState: text("task_state").notNull(),
    /** What it counted as; null where nobody failed. */
    cause: text("cause").$type<"error" | "lost">(),
    leasedAt: integer("leased_at").notNull(),
    endedAt: integer("ended_at").notNull(),
  },
  (table) => [index("ended_leases_by_end").on(table.endedAt)],
);
