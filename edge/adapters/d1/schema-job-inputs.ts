import { primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { assets } from "./schema.ts";

/**
 * What a job needs beside its parameters: while the job has not ended, these bytes stay. There is no
 * index by job, so no reference to it either: all rows would be read for each job that goes.
 */
export const jobInputs = sqliteTable(
  "job_inputs",
  {
    assetId: text("asset_id")
      .notNull()
      .references(() => assets.id),
    jobId: text("job_id").notNull(),
  },
  (table) => [primaryKey({ columns: [table.assetId, table.jobId] })],
);
