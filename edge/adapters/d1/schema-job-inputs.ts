import { index, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { assets, jobs } from "./schema.ts";

/** What a job needs beside its parameters: while the job has not ended, these bytes stay. */
export const jobInputs = sqliteTable(
  "job_inputs",
  {
    assetId: text("asset_id")
      .notNull()
      .references(() => assets.id),
    jobId: text("job_id")
      .notNull()
      .references(() => jobs.id),
  },
  (table) => [
    primaryKey({ columns: [table.assetId, table.jobId] }),
    index("job_inputs_by_job").on(table.jobId),
  ],
);
