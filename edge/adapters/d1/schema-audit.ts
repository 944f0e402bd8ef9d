import { index, sqliteTable, text, integer } from "drizzle-orm/sqlite-core";

/** What operators did. Append-only: triggers refuse UPDATE and DELETE. */
export const auditLog = sqliteTable(
  "audit_log",
  {
    id: text("id").primaryKey(),
    at: integer("at").notNull(),
    action: text("action").notNull(),
    /** The account or node that it was done to; null where there is none yet. */
    subjectId: text("subject_id"),
    /** What was asked for, without secrets. */
    detailsJson: text("details_json").notNull(),
    requestId: text("request_id").notNull(),
  },
  (table) => [index("audit_log_by_subject").on(table.subjectId, table.id)],
);
