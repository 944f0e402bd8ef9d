import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { accounts } from "./schema.ts";

/** Rows that live minutes; the sweep removes those that nobody used up. */

/** Room that an upload under way holds in its account's storage, and the key it may leave behind. */
export const assetUploads = sqliteTable(
  "asset_uploads",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    objectKey: text("object_key").notNull(),
    sizeBytes: integer("size_bytes").notNull(),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [
    index("asset_uploads_by_account").on(table.accountId),
    index("asset_uploads_by_expiry").on(table.expiresAt),
  ],
);

/** One-time credentials for event streams; using one deletes its row. */
export const tickets = sqliteTable(
  "tickets",
  {
    digest: text("digest").primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [index("tickets_by_expiry").on(table.expiresAt)],
);

/** Lives a day: the answer to a request that is sent again. */
export const idempotencyKeys = sqliteTable(
  "idempotency_keys",
  {
    accountId: text("account_id").notNull(),
    key: text("key").notNull(),
    bodyHash: text("body_hash").notNull(),
    jobId: text("job_id").notNull(),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.key] }),
    index("idempotency_by_expiry").on(table.expiresAt),
  ],
);
