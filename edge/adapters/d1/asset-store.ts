import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { MediaDescription } from "#contracts/task.ts";
import type { Asset, AssetStore } from "../../domain/assets/asset-store.ts";
import type { Database } from "./database.ts";
import { accounts, assets } from "./schema.ts";

/** The asset store over D1 (or anything that runs the same SQL). */
export function createAssetStore(database: Database): AssetStore {
  const liveOutputs = (jobId: string, name?: string) =>
    database
      .select({ asset: assets, linkEpoch: accounts.linkEpoch })
      .from(assets)
      .innerJoin(accounts, eq(accounts.id, assets.accountId))
      .where(
        and(
          eq(assets.jobId, jobId),
          name === undefined ? undefined : eq(assets.name, name),
          eq(assets.final, 1),
          isNull(assets.deletedAt),
        ),
      )
      .orderBy(asc(assets.createdAt), asc(assets.id));
  return {
    async readJobOutput(jobId, name) {
      const row = await liveOutputs(jobId, name).limit(1).get();
      return row ? toAsset(row) : null;
    },
    async listJobOutputs(jobId) {
      const rows = await liveOutputs(jobId);
      return rows.map(toAsset);
    },
    async listReferenced(objectKeys) {
      if (objectKeys.length === 0) return [];
      const rows = await database
        .select({ objectKey: assets.objectKey })
        .from(assets)
        .where(
          sql`${assets.deletedAt} IS NULL AND ${assets.objectKey} IN (
                SELECT value FROM json_each(${JSON.stringify(objectKeys)}))`,
        );
      return rows.map((row) => row.objectKey);
    },
  };
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
