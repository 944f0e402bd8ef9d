import { and, eq } from "drizzle-orm";
import type { BatchStore } from "../../domain/batches/batch-store.ts";
import type { Database } from "./database.ts";
import { batches } from "./schema.ts";

/** The batch store over D1 (or anything that runs the same SQL). */
export function createBatchStore(database: Database): BatchStore {
  return {
    async readOwned(batchId, accountId) {
      const row = await database
        .select({
          id: batches.id,
          accountId: batches.accountId,
          dialect: batches.dialect,
          size: batches.size,
          createdAt: batches.createdAt,
        })
        .from(batches)
        .where(and(eq(batches.id, batchId), eq(batches.accountId, accountId)))
        .get();
      return row ?? null;
    },
  };
}
