import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What a lease has uploaded so far. A row with `verified_at` is an object whose digest the edge read. */
export const taskOutputs = sqliteTable(
  "task_outputs",
  {
    leaseId: text("lease_id").notNull(),
    name: text("name").notNull(),
    taskId: text("task_id").notNull(),
    epoch: integer("epoch").notNull(),
    objectKey: text("object_key").notNull(),
    contentType: text("content_type").notNull(),
    sizeBytes: integer("size_bytes").notNull(),
    sha256: text("sha256").notNull(),
    /** R2 multipart upload, while one is open. */
    uploadId: text("upload_id"),
    etag: text("etag"),
    verifiedAt: integer("verified_at"),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.leaseId, table.name] })],
);

export const taskOutputParts = sqliteTable(
  "task_output_parts",
  {
    leaseId: text("lease_id").notNull(),
    name: text("name").notNull(),
    partNumber: integer("part_number").notNull(),
    etag: text("etag").notNull(),
    sizeBytes: integer("size_bytes").notNull(),
  },
  (table) => [primaryKey({ columns: [table.leaseId, table.name, table.partNumber] })],
);
