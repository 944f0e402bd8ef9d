import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { accounts } from "./schema.ts";

/**
 * Resumable uploads. Until one ends or has become an asset its row holds the room for all of its
 * bytes in the account's storage.
 */
export const uploads = sqliteTable(
  "uploads",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    name: text("name").notNull(),
    contentType: text("content_type").notNull(),
    /** `Upload-Metadata` as the client wrote it. */
    metadata: text("metadata"),
    sizeBytes: integer("size_bytes").notNull(),
    /** How many bytes are stored for good. */
    offsetBytes: integer("offset_bytes").notNull().default(0),
    objectKey: text("object_key").notNull(),
    /** The multipart upload that the parts go to, once the first one is full. */
    storageUploadId: text("storage_upload_id"),
    /** Where the bytes lie that do not fill a part yet. */
    restKey: text("rest_key"),
    /** The request that may write; another may take its place when its time has passed. */
    writerId: text("writer_id"),
    writerUntil: integer("writer_until"),
    sha256: text("sha256"),
    etag: text("etag"),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    /** When all bytes had been joined and read for their digest. */
    finishedAt: integer("finished_at"),
    /** When it became an asset, which has its id. */
    takenAt: integer("taken_at"),
    /** When it was given up, by its account or because it expired. */
    endedAt: integer("ended_at"),
    /** When what it left in storage was removed. */
    clearedAt: integer("cleared_at"),
  },
  (table) => [
    index("uploads_by_account").on(table.accountId),
    index("uploads_by_expiry").on(table.expiresAt),
    index("uploads_to_clear")
      .on(table.endedAt)
      .where(sql`${table.endedAt} IS NOT NULL AND ${table.clearedAt} IS NULL`),
  ],
);

/** Whole parts of an upload, all of one size but the last. */
export const uploadParts = sqliteTable(
  "upload_parts",
  {
    uploadId: text("upload_id").notNull(),
    partNumber: integer("part_number").notNull(),
    etag: text("etag").notNull(),
  },
  (table) => [primaryKey({ columns: [table.uploadId, table.partNumber] })],
);
