import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { createAssetStore } from "../../../edge/adapters/d1/asset-store.ts";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import {
  aJob,
  anOutput,
  aTask,
  buildFleet,
  HASH,
  MEDIA,
  newId,
  T0,
} from "../../support/build-fleet.ts";

/** What an asset store must do: live final outputs, with the link epoch of now. */
export function describeAssetStore(open: () => Promise<Database>): void {
  test("tells a finished job's final outputs and nothing else", async () => {
    const fleet = await buildFleet(await open());
    const assets = createAssetStore(fleet.database);
    const scene = aTask({ final: false });
    const job = await fleet.submit({
      tasks: [scene, aTask({ position: 1, dependsOn: [scene.id] })],
    });
    await fleet.settle(await fleet.lease(job));
    expect(await assets.listJobOutputs(job.id)).toEqual([]);
    const held = await fleet.lease(job, { index: 1 });
    const [video, thumbnail] = [anOutput(held), anOutput(held, "thumbnail")];
    await fleet.settle(held, { outputs: [video, thumbnail] });
    await fleet.query(sql`UPDATE accounts SET link_epoch = 4 WHERE id = ${fleet.accountId}`);
    expect(await assets.readJobOutput(job.id, "video")).toEqual({
      id: video.assetId,
      accountId: fleet.accountId,
      jobId: job.id,
      name: "video",
      objectKey: video.objectKey,
      contentType: "video/mp4",
      sizeBytes: 1000,
      sha256: HASH,
      etag: "etag",
      media: MEDIA,
      createdAt: T0 + 5000,
      linkEpoch: 4,
    });
    expect(await assets.readJobOutput(job.id, "thumbnail")).toMatchObject({ media: null });
    expect(await assets.listJobOutputs(job.id)).toHaveLength(2);
    const owner = { jobId: job.id, accountId: fleet.accountId };
    // The scene's own output is needed as long as it is there, though no client sees it.
    const [scenes, ...referenced] = (await assets.listReferenced(owner)).toSorted();
    expect(scenes).toBe(`outputs/${scene.id}/1/video`);
    expect(referenced).toEqual([thumbnail.objectKey, video.objectKey]);
    expect(await assets.listReferenced({ ...owner, jobId: newId() })).toEqual([]);
    expect(await assets.listReferenced({ ...owner, accountId: newId() })).toEqual([]);
    expect(await assets.readJobOutput(newId(), "video")).toBeNull();
    await fleet.query(sql`UPDATE assets SET deleted_at = 1 WHERE id = ${video.assetId}`);
    expect(await assets.readJobOutput(job.id, "video")).toBeNull();
    expect(await assets.listReferenced(owner)).toEqual([scenes, thumbnail.objectKey]);
    expect((await assets.listJobOutputs(job.id)).map((asset) => asset.name)).toEqual(["thumbnail"]);
  });

  const anUpload = (accountId: string, change: object = {}) => {
    const id = newId();
    const createdAt = T0;
    const base = { id, accountId, objectKey: `inputs/${id}`, sizeBytes: 400, createdAt };
    return { ...base, expiresAt: T0 + 1000, ...change };
  };
  const anAsset = (upload: ReturnType<typeof anUpload>, change: object = {}) => ({
    id: upload.id,
    accountId: upload.accountId,
    name: "clip.mp4",
    objectKey: upload.objectKey,
    contentType: "video/mp4",
    sizeBytes: 300,
    sha256: HASH,
    etag: "etag",
    createdAt: T0 + 500,
    ...change,
  });

  test("holds room for uploads, never more than there is, and frees what was not used", async () => {
    const { database, accountId } = await buildFleet(await open());
    const assets = createAssetStore(database);
    const uploads = [1, 2, 3].map(() => anUpload(accountId));
    const held = await Promise.all(uploads.map((upload) => assets.reserve(upload, 1000)));
    expect(held.filter(Boolean)).toHaveLength(2);
    expect(await assets.readUsedBytes(accountId, T0)).toBe(800);
    const [kept, dropped] = uploads.filter((_, index) => held[index]);
    expect(await assets.finishUpload(kept!.id, anAsset(kept!))).toBe(true);
    expect(await assets.finishUpload(kept!.id, anAsset(kept!))).toBe(true);
    expect(await assets.readUsedBytes(accountId, T0)).toBe(700);
    await assets.forgetUpload(dropped!.id);
    expect(await assets.readUsedBytes(accountId, T0)).toBe(300);
    expect(await assets.readOwned(kept!.id, accountId)).toMatchObject({
      name: "clip.mp4",
      media: null,
    });
    expect(await assets.readOwned(kept!.id, newId())).toBeNull();
  });

  test("finishes no upload whose time is over", async () => {
    const { database, accountId } = await buildFleet(await open());
    const assets = createAssetStore(database);
    const upload = anUpload(accountId);
    await assets.reserve(upload, 1000);
    const late = anAsset(upload, { createdAt: upload.expiresAt });
    expect(await assets.finishUpload(upload.id, late)).toBe(false);
    expect(await assets.readUsedBytes(accountId, upload.expiresAt)).toBe(0);
    const expired = await assets.listExpiredUploads(upload.expiresAt, 100);
    expect(expired).toContainEqual(upload);
    expect(await assets.listExpiredUploads(upload.expiresAt - 1, 100)).not.toContainEqual(upload);
  });

  test("deletes once, for its owner, and remembers that the bytes are owed", async () => {
    const { database, accountId } = await buildFleet(await open());
    const assets = createAssetStore(database);
    const upload = anUpload(accountId);
    await assets.reserve(upload, 1000);
    await assets.finishUpload(upload.id, anAsset(upload));
    expect(await assets.delete(upload.id, newId(), T0)).toBeNull();
    const owed = { assetId: upload.id, objectKey: upload.objectKey };
    expect(await assets.delete(upload.id, accountId, T0)).toEqual({ ...owed, held: false });
    expect(await assets.delete(upload.id, accountId, T0)).toBeNull();
    expect(await assets.listOwned({ accountId, limit: 10 })).toEqual([]);
    expect(await assets.readUsedBytes(accountId, T0)).toBe(0);
    expect(await assets.listOwedDeletions(100)).toContainEqual(owed);
    await assets.recordBytesDeleted(upload.id, T0);
    expect(await assets.listOwedDeletions(100)).not.toContainEqual(owed);
  });

  test("keeps the bytes of a deleted asset for the job that needs them, until it ends", async () => {
    const fleet = await buildFleet(await open());
    const { accountId } = fleet;
    const assets = createAssetStore(fleet.database);
    const upload = anUpload(accountId);
    await assets.reserve(upload, 1000);
    await assets.finishUpload(upload.id, anAsset(upload));
    const input = {
      role: "initial-image",
      assetId: upload.id,
      contentType: "image/png",
      sizeBytes: 300,
      sha256: HASH,
    } as const;
    const tasks = () => [aTask({ spec: { ...aTask().spec, inputs: [input] } })];
    const job = await fleet.submit({ tasks: tasks() });
    expect(await assets.readInputKey(job.id, upload.id)).toBe(upload.objectKey);
    expect(await assets.readInputKey(newId(), upload.id)).toBeNull();
    const owed = { assetId: upload.id, objectKey: upload.objectKey };
    expect(await assets.delete(upload.id, accountId, T0)).toEqual({ ...owed, held: true });
    expect(await assets.readInputKey(job.id, upload.id)).toBe(upload.objectKey);
    expect(await assets.listOwedDeletions(1000)).not.toContainEqual(owed);
    const late = aJob(accountId, { tasks: tasks() });
    expect(await fleet.jobs.create(late, 100)).toEqual({ outcome: "input-gone" });
    await fleet.settle(await fleet.lease(job));
    expect(await assets.readInputKey(job.id, upload.id)).toBeNull();
    expect(await assets.listOwedDeletions(1000)).toContainEqual(owed);
  });
}
