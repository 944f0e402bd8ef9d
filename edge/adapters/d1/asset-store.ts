import { and, asc, desc, eq, isNotNull, isNull, lt, lte, sql, type SQL } from "drizzle-orm";
import { MediaDescription } from "#contracts/task.ts";
import type { Asset, AssetStore } from "../../domain/assets/asset-store.ts";
import type { Database } from "./database.ts";
import { jobInputs } from "./schema-job-inputs.ts";
import { assetUploads } from "./schema-short-lived.ts";
import { accounts, assets, jobs } from "./schema.ts";

/** The asset store over D1 (or anything that runs the same SQL). */
export function createAssetStore(database: Database): AssetStore {
  const live = (...conditions: (SQL | undefined)[]) =>
    database
      .select({ asset: assets, linkEpoch: accounts.linkEpoch })
      .from(assets)
      .innerJoin(accounts, eq(accounts.id, assets.accountId))
      .where(and(eq(assets.final, 1), isNull(assets.deletedAt), ...conditions));
  const liveOutputs = (jobId: string, ...conditions: SQL[]) =>
    live(ofJob(jobId), ...conditions).orderBy(asc(assets.createdAt), asc(assets.id));
  return {
    async readJobOutput(jobId, name) {
      const row = await liveOutputs(jobId, eq(assets.name, name)).limit(1).get();
      return row ? toAsset(row) : null;
    },
    async listJobOutputs(jobId) {
      const rows = await liveOutputs(jobId);
      return rows.map(toAsset);
    },
    async listSceneImages(jobId) {
      const rows = await database
        .select({ scene: sceneOf, asset: assets, linkEpoch: accounts.linkEpoch })
        .from(sql`tasks AS film, json_each(film.spec_json, '$.inputs') AS input`)
        .innerJoin(
          assets,
          sql`${assets.accountId} = film.account_id AND ${assets.jobId} = ${madeByJob}
            AND ${assets.taskId} = ${madeByTask}`,
        )
        .innerJoin(accounts, eq(accounts.id, assets.accountId))
        .where(
          sql`film.job_id = ${jobId} AND film.kind = 'assemble-film'
            AND json_extract(input.value, '$.role') = 'scene-video'
            AND ${assets.name} = 'image' AND ${assets.deletedAt} IS NULL`,
        )
        .orderBy(sceneOf);
      return rows.map(({ scene, ...row }) => ({ scene, asset: toAsset(row) }));
    },
    async readOwned(assetId, accountId) {
      const row = await live(eq(assets.id, assetId), eq(assets.accountId, accountId)).get();
      return row ? toAsset(row) : null;
    },
    async listOwned({ accountId, limit, before }) {
      const rows = await live(
        eq(assets.accountId, accountId),
        before === undefined ? undefined : lt(assets.id, before),
      )
        .orderBy(desc(assets.id))
        .limit(limit);
      return rows.map(toAsset);
    },
    async readUsedBytes(accountId, now) {
      const [outcome] = await database.atomically([sql`SELECT ${usedBytes(accountId, now)}`]);
      return Number(outcome?.rows[0]?.[0] ?? 0);
    },
    async reserve(upload, maximumStorageBytes) {
      const { id, accountId, objectKey, sizeBytes, createdAt, expiresAt } = upload;
      const [outcome] = await database.atomically([
        sql`INSERT INTO asset_uploads
              (id, account_id, object_key, size_bytes, created_at, expires_at)
            SELECT ${id}, ${accountId}, ${objectKey}, ${sizeBytes}, ${createdAt}, ${expiresAt}
            WHERE ${usedBytes(accountId, createdAt)} + ${sizeBytes} <= ${maximumStorageBytes}
            RETURNING id`,
      ]);
      return outcome !== undefined && outcome.rows.length > 0;
    },
    async finishUpload(uploadId, asset) {
      await database.atomically([
        sql`INSERT OR IGNORE INTO assets (id, account_id, name, object_key, content_type,
              size_bytes, sha256, etag, final, created_at)
            SELECT ${asset.id}, account_id, ${asset.name}, object_key, ${asset.contentType},
              ${asset.sizeBytes}, ${asset.sha256}, ${asset.etag}, 1, ${asset.createdAt}
            FROM asset_uploads WHERE id = ${uploadId} AND expires_at > ${asset.createdAt}`,
        sql`DELETE FROM asset_uploads
            WHERE id = ${uploadId} AND EXISTS (SELECT 1 FROM assets WHERE id = ${asset.id})`,
      ]);
      const row = await database
        .select({ id: assets.id })
        .from(assets)
        .where(eq(assets.id, asset.id))
        .get();
      return row !== undefined;
    },
    async forgetUpload(uploadId) {
      await database.delete(assetUploads).where(eq(assetUploads.id, uploadId));
    },
    async listExpiredUploads(expiredBefore, limit) {
      return database
        .select()
        .from(assetUploads)
        .where(lte(assetUploads.expiresAt, expiredBefore))
        .limit(limit);
    },
    async delete(assetId, accountId, now) {
      const [outcome] = await database.atomically([
        sql`UPDATE assets SET deleted_at = ${now}
            WHERE id = ${assetId} AND account_id = ${accountId} AND final = 1
              AND deleted_at IS NULL
            RETURNING object_key, ${isHeld}`,
      ]);
      const [objectKey, held] = outcome?.rows[0] ?? [];
      return typeof objectKey === "string" ? { assetId, objectKey, held: held === 1 } : null;
    },
    async readInputKey(jobId, assetId) {
      const row = await database
        .select({ objectKey: assets.objectKey })
        .from(assets)
        .innerJoin(jobs, and(eq(jobs.id, jobId), isNull(jobs.finishedAt)))
        .where(
          and(
            eq(assets.id, assetId),
            sql`(${assets.jobId} = ${jobId} OR EXISTS (SELECT 1 FROM ${jobInputs}
              WHERE ${jobInputs.jobId} = ${jobId} AND ${jobInputs.assetId} = ${assetId}))`,
          ),
        )
        .get();
      return row?.objectKey ?? null;
    },
    async expireIntermediates(endedBefore, now, limit) {
      await database.atomically([
        sql`UPDATE assets SET deleted_at = ${now} WHERE id IN (
              SELECT assets.id FROM assets JOIN jobs ON jobs.id = assets.job_id
              WHERE assets.final = 0 AND assets.deleted_at IS NULL
                AND assets.created_at <= ${endedBefore} AND jobs.finished_at <= ${endedBefore}
                AND NOT EXISTS (
                  SELECT 1 FROM job_inputs JOIN jobs AS users ON users.id = job_inputs.job_id
                  WHERE job_inputs.asset_id = assets.id
                    AND (users.finished_at IS NULL OR users.finished_at > ${endedBefore}))
              ORDER BY assets.created_at LIMIT ${limit})`,
      ]);
    },
    async recordBytesDeleted(assetId, now) {
      await database.update(assets).set({ bytesDeletedAt: now }).where(eq(assets.id, assetId));
    },
    async listOwedDeletions(limit) {
      return database
        .select({ assetId: assets.id, objectKey: assets.objectKey })
        .from(assets)
        .where(and(isNotNull(assets.deletedAt), isNull(assets.bytesDeletedAt), sql`NOT ${isHeld}`))
        .limit(limit);
    },
    async listReferenced({ accountId, jobId }) {
      const rows = await database
        .select({ objectKey: assets.objectKey })
        .from(assets)
        .where(
          and(eq(assets.accountId, accountId), eq(assets.jobId, jobId), isNull(assets.deletedAt)),
        );
      return rows.map((row) => row.objectKey);
    },
  };
}

/** Named with its account, as the index has it. */
const ofJob = (jobId: string): SQL => sql`${assets.jobId} = ${jobId}
  AND ${assets.accountId} = (SELECT account_id FROM jobs WHERE id = ${jobId})`;

const sceneOf = sql<number>`json_extract(input.value, '$.scene')`;

/** The task that makes, or made, the input of a film, and its job. */
const madeByTask = sql`COALESCE(json_extract(input.value, '$.taskId'), (
  SELECT clip.task_id FROM assets AS clip
  WHERE clip.id = json_extract(input.value, '$.assetId')))`;
const madeByJob = sql`CASE WHEN json_extract(input.value, '$.taskId') IS NOT NULL THEN film.job_id
  ELSE (SELECT clip.job_id FROM assets AS clip
    WHERE clip.id = json_extract(input.value, '$.assetId')) END`;

/** A job that has not ended needs the asset's bytes. */
export const isHeld = sql`EXISTS (
  SELECT 1 FROM job_inputs JOIN jobs ON jobs.id = job_inputs.job_id
  WHERE job_inputs.asset_id = assets.id AND jobs.finished_at IS NULL)`;

/** What counts against an account's storage; intermediates do not. */
export function usedBytes(accountId: string, now: number): SQL {
  return sql`((SELECT COALESCE(SUM(size_bytes), 0) FROM assets
               WHERE account_id = ${accountId} AND final = 1 AND deleted_at IS NULL)
            + (SELECT COALESCE(SUM(size_bytes), 0) FROM asset_uploads
               WHERE account_id = ${accountId} AND expires_at > ${now})
            + (SELECT COALESCE(SUM(size_bytes), 0) FROM uploads
               WHERE account_id = ${accountId} AND taken_at IS NULL AND ended_at IS NULL
                 AND expires_at > ${now}))`;
}

function toAsset(row: { asset: typeof assets.$inferSelect; linkEpoch: number }): Asset {
  const { asset } = row;
  return {
    id: asset.id,
    accountId: asset.accountId,
    jobId: asset.jobId,
    name: asset.name,
    objectKey: asset.objectKey,
    contentType: asset.contentType,
    sizeBytes: asset.sizeBytes,
    sha256: asset.sha256,
    etag: asset.etag,
    media: asset.mediaJson === null ? null : MediaDescription.parse(JSON.parse(asset.mediaJson)),
    createdAt: asset.createdAt,
    linkEpoch: row.linkEpoch,
  };
}
