import { and, asc, eq, isNotNull, isNull, sql, type SQL } from "drizzle-orm";
import type {
  Upload,
  UploadStore,
  UploadWriterIdentity,
} from "../../domain/uploads/upload-store.ts";
import { usedBytes } from "./asset-store.ts";
import type { Database } from "./database.ts";
import { uploadParts, uploads } from "./schema-uploads.ts";

/** The upload store over D1 (or anything that runs the same SQL). */
export function createUploadStore(database: Database): UploadStore {
  const changes = async (statement: SQL): Promise<boolean> => {
    const [outcome] = await database.atomically([statement]);
    return outcome !== undefined && outcome.rows.length > 0;
  };
  const readOwned = async (uploadId: string, accountId: string): Promise<Upload | null> => {
    const row = await database
      .select()
      .from(uploads)
      .where(and(eq(uploads.id, uploadId), eq(uploads.accountId, accountId)))
      .get();
    return row ? toUpload(row) : null;
  };
  return {
    create: (upload, maximumStorageBytes) =>
      changes(
        sql`INSERT INTO uploads (id, account_id, name, content_type, metadata, size_bytes,
              object_key, created_at, expires_at)
            SELECT ${upload.id}, ${upload.accountId}, ${upload.name}, ${upload.contentType},
              ${upload.metadata}, ${upload.sizeBytes}, ${upload.objectKey}, ${upload.createdAt},
              ${upload.expiresAt}
            WHERE ${usedBytes(upload.accountId, upload.createdAt)} + ${upload.sizeBytes}
              <= ${maximumStorageBytes}
            RETURNING id`,
      ),
    readOwned,
    async claim(claim) {
      const { uploadId, accountId, writerId, now } = claim;
      const claimed = await changes(
        sql`UPDATE uploads SET writer_id = ${writerId}, writer_until = ${claim.writerUntil},
              expires_at = MAX(expires_at, ${claim.expiresAt})
            WHERE id = ${uploadId} AND account_id = ${accountId}
              AND offset_bytes = ${claim.offsetBytes}
              AND ended_at IS NULL AND taken_at IS NULL AND expires_at > ${now}
              AND (writer_id IS NULL OR writer_until <= ${now})
            RETURNING id`,
      );
      return claimed ? readOwned(uploadId, accountId) : null;
    },
    hold: (writer, writerUntil) =>
      changes(
        sql`UPDATE uploads SET writer_until = ${writerUntil} WHERE ${isWriter(writer)} RETURNING id`,
      ),
    openParts: (writer, storageUploadId) =>
      changes(
        sql`UPDATE uploads SET storage_upload_id = ${storageUploadId}
            WHERE ${isWriter(writer)} AND storage_upload_id IS NULL RETURNING id`,
      ),
    async advance(advance) {
      const { uploadId, writerId, offsetBytes, parts } = advance;
      const [outcome] = await database.atomically([
        sql`UPDATE uploads SET offset_bytes = ${offsetBytes}, rest_key = ${advance.restKey},
              writer_until = ${advance.writerUntil},
              expires_at = MAX(expires_at, ${advance.expiresAt})
            WHERE ${isWriter(advance)} AND offset_bytes <= ${offsetBytes} RETURNING id`,
        sql`INSERT OR REPLACE INTO upload_parts (upload_id, part_number, etag)
            SELECT ${uploadId}, json_extract(value, '$.partNumber'), json_extract(value, '$.etag')
            FROM json_each(${JSON.stringify(parts)})
            WHERE EXISTS (SELECT 1 FROM uploads WHERE id = ${uploadId}
              AND writer_id = ${writerId} AND ended_at IS NULL)`,
      ]);
      return outcome !== undefined && outcome.rows.length > 0;
    },
    async release({ uploadId, writerId }) {
      await database.atomically([
        sql`UPDATE uploads SET writer_id = NULL, writer_until = NULL
            WHERE id = ${uploadId} AND writer_id = ${writerId}`,
      ]);
    },
    async listParts(uploadId) {
      return database
        .select({ partNumber: uploadParts.partNumber, etag: uploadParts.etag })
        .from(uploadParts)
        .where(eq(uploadParts.uploadId, uploadId))
        .orderBy(asc(uploadParts.partNumber));
    },
    async finish(uploadId, { sha256, etag, now, expiresAt }) {
      await database.atomically([
        sql`UPDATE uploads SET sha256 = ${sha256}, etag = ${etag}, finished_at = ${now},
              expires_at = MAX(expires_at, ${expiresAt})
            WHERE id = ${uploadId} AND offset_bytes = size_bytes AND finished_at IS NULL
              AND ended_at IS NULL`,
      ]);
    },
    async take(uploadId, accountId, now) {
      await database.atomically([
        sql`INSERT OR IGNORE INTO assets (id, account_id, name, object_key, content_type,
              size_bytes, sha256, etag, final, created_at)
            SELECT id, account_id, name, object_key, content_type, size_bytes, sha256, etag, 1,
              ${now}
            FROM uploads
            WHERE id = ${uploadId} AND account_id = ${accountId} AND finished_at IS NOT NULL
              AND ended_at IS NULL AND taken_at IS NULL AND expires_at > ${now}`,
        sql`UPDATE uploads SET taken_at = ${now}
            WHERE id = ${uploadId} AND taken_at IS NULL
              AND EXISTS (SELECT 1 FROM assets WHERE assets.id = uploads.id)`,
      ]);
    },
    async end(uploadId, accountId, now) {
      const ended = await changes(
        sql`UPDATE uploads SET ended_at = ${now}, writer_id = NULL
            WHERE id = ${uploadId} AND account_id = ${accountId} AND ended_at IS NULL
            RETURNING id`,
      );
      return ended ? readOwned(uploadId, accountId) : null;
    },
    async endExpired(now, limit) {
      await database.atomically([
        sql`UPDATE uploads SET ended_at = ${now}, writer_id = NULL WHERE id IN (
              SELECT id FROM uploads
              WHERE expires_at <= ${now} AND ended_at IS NULL AND taken_at IS NULL
              LIMIT ${limit})`,
      ]);
    },
    async listUncleared(limit) {
      const rows = await database
        .select()
        .from(uploads)
        .where(and(isNotNull(uploads.endedAt), isNull(uploads.clearedAt)))
        .limit(limit);
      return rows.map(toUpload);
    },
    async recordCleared(uploadId, now) {
      await database.update(uploads).set({ clearedAt: now }).where(eq(uploads.id, uploadId));
    },
    async listForgettable(endedBefore, limit) {
      const rows = await database
        .select()
        .from(uploads)
        .where(
          sql`${uploads.expiresAt} <= ${endedBefore} AND ${uploads.takenAt} IS NOT NULL
              OR ${uploads.endedAt} <= ${endedBefore}`,
        )
        .limit(limit);
      return rows.map(toUpload);
    },
    async forget(uploadId) {
      await database.atomically([
        sql`DELETE FROM upload_parts WHERE upload_id = ${uploadId}`,
        sql`DELETE FROM uploads WHERE id = ${uploadId}`,
      ]);
    },
  };
}

/** The fence: a writer whose place another one took, or whose upload ended, changes nothing. */
function isWriter({ uploadId, writerId }: UploadWriterIdentity): SQL {
  return sql`id = ${uploadId} AND writer_id = ${writerId} AND ended_at IS NULL`;
}

function toUpload({
  writerId,
  clearedAt: _clearedAt,
  ...upload
}: typeof uploads.$inferSelect): Upload {
  return { ...upload, writerUntil: writerId === null ? null : upload.writerUntil };
}
