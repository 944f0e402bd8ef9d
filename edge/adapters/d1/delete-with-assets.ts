import { sql, type SQL } from "drizzle-orm";
import type { DeletedAsset } from "../../domain/assets/asset-store.ts";
import { isHeld } from "./asset-store.ts";
import type { Database } from "./database.ts";

/**
 * Takes an ended job's record and its outputs from its account, with the file it was made from.
 *
 * @param wanted.file asset id of that file as SQL; it stays while another record refers to it.
 * @param wanted.unless what keeps the record, such as an unfinished job that needs it.
 * @returns the assets that are gone; null when the job's record was kept.
 */
export async function deleteWithAssets(
  database: Database,
  wanted: { jobId: string; accountId: string; kind: string; now: number; file?: SQL; unless?: SQL },
): Promise<DeletedAsset[] | null> {
  const { jobId, accountId, kind, now, file = sql`NULL`, unless = sql`FALSE` } = wanted;
  const [deleted, gone] = await database.atomically([
    sql`UPDATE jobs SET deleted_at = ${now}
        WHERE id = ${jobId} AND account_id = ${accountId} AND kind = ${kind}
          AND deleted_at IS NULL AND state IN ('cancelling', 'completed', 'failed', 'cancelled')
          AND NOT (${unless})
        RETURNING id`,
    sql`UPDATE assets SET deleted_at = ${now}
        WHERE account_id = ${accountId} AND final = 1 AND deleted_at IS NULL
          AND (job_id = ${jobId} OR (id = ${file} AND NOT ${isUsedElsewhere(jobId)}))
          AND EXISTS (SELECT 1 FROM jobs WHERE id = ${jobId} AND account_id = ${accountId}
            AND kind = ${kind} AND deleted_at = ${now})
        RETURNING id, object_key, ${isHeld}`,
  ]);
  if (!deleted || deleted.rows.length === 0) return null;
  return (gone?.rows ?? []).map(([assetId, objectKey, held]) => ({
    assetId: String(assetId),
    objectKey: String(objectKey),
    held: held === 1,
  }));
}

/** Another template or sound was made from the same file. */
function isUsedElsewhere(jobId: string): SQL {
  const others = (table: SQL) => sql`EXISTS (SELECT 1 FROM ${table} AS other
    JOIN jobs ON jobs.id = other.id AND jobs.deleted_at IS NULL
    WHERE other.asset_id = assets.id AND other.id <> ${jobId})`;
  return sql`(${others(sql`templates`)} OR ${others(sql`audio_files`)})`;
}
