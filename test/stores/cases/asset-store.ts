import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { createAssetStore } from "../../../edge/adapters/d1/asset-store.ts";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { anOutput, aTask, buildFleet, HASH, MEDIA, newId, T0 } from "../../support/build-fleet.ts";

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
    const keys = [video.objectKey, "outputs/unknown", thumbnail.objectKey];
    const referenced = [video.objectKey, thumbnail.objectKey];
    expect((await assets.listReferenced(keys)).toSorted()).toEqual(referenced.toSorted());
    expect(await assets.listReferenced([])).toEqual([]);
    expect(await assets.readJobOutput(newId(), "video")).toBeNull();
    await fleet.query(sql`UPDATE assets SET deleted_at = 1 WHERE id = ${video.assetId}`);
    expect(await assets.readJobOutput(job.id, "video")).toBeNull();
    expect(await assets.listReferenced(keys)).toEqual([thumbnail.objectKey]);
    expect((await assets.listJobOutputs(job.id)).map((asset) => asset.name)).toEqual(["thumbnail"]);
  });
}
