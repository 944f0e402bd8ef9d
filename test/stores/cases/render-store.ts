import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { createRenderStore } from "../../../edge/adapters/d1/render-store.ts";
import { newId, T0 } from "../../support/build-fleet.ts";
import { buildRecords } from "../../support/velocity-records.ts";

/** What a render store must do: tell what each was made of and took, and delete none that runs. */
export function describeRenderStore(open: () => Promise<Database>): void {
  const setUp = async () => {
    const records = await buildRecords(await open());
    return { ...records, renders: createRenderStore(records.database) };
  };

  test("a render has the names of its time, its node time and its video's size", async () => {
    const { renders, accountId, query, submitRender, submitTemplate, finish } = await setUp();
    const template = await submitTemplate();
    const job = await submitRender({ templateId: template.id });
    const queued = {
      id: job.id,
      accountId,
      name: "Video",
      templateId: template.id,
      templateName: "promo",
      templateInstanceId: null,
      templateInstanceName: null,
      campaignId: null,
      audioId: null,
      state: "queued",
      errorMessage: null,
      createdAt: T0,
      startedAt: null,
      finishedAt: null,
      renderMilliseconds: 0,
      sizeBytes: null,
    };
    expect(await renders.readOwned(job.id, accountId)).toEqual(queued);
    expect(await renders.readOwned(job.id, newId())).toBeNull();
    await finish(job, "video");
    await query(sql`UPDATE templates SET name = 'other' WHERE id = ${template.id}`);
    expect(await renders.readOwned(job.id, accountId)).toEqual({
      ...queued,
      state: "completed",
      startedAt: T0 + 1000,
      finishedAt: T0 + 5000,
      renderMilliseconds: 1200,
      sizeBytes: 1000,
    });
    expect(await renders.readOwned(template.id, accountId)).toBeNull();
  });

  test("lists are by state and of one account", async () => {
    const { renders, accountId, submitRender, finish } = await setUp();
    const [first, second] = [await submitRender(), await submitRender()];
    await finish(first, "video");
    const ids = async (states: Parameters<typeof renders.list>[0]["states"], account = accountId) =>
      (await renders.list({ accountId: account, states })).map(({ id }) => id);
    expect(await ids(["completed"])).toEqual([first.id]);
    expect(await ids(["queued", "running"])).toEqual([second.id]);
    expect(await ids(["queued", "completed"], newId())).toEqual([]);
  });

  test("a render goes with its video once it has ended, for its owner", async () => {
    const { renders, accountId, assets, submitRender, finish } = await setUp();
    const job = await submitRender();
    expect(await renders.delete(job.id, accountId, T0)).toBeNull();
    await finish(job, "video");
    expect(await renders.delete(job.id, newId(), T0)).toBeNull();
    const deleted = await renders.delete(job.id, accountId, T0);
    expect(deleted).toMatchObject([{ held: false }]);
    expect(await renders.delete(job.id, accountId, T0 + 1)).toBeNull();
    expect(await renders.readOwned(job.id, accountId)).toBeNull();
    expect(await assets.readJobOutput(job.id, "video")).toBeNull();
    const owed = await assets.listOwedDeletions(1000);
    for (const { assetId, objectKey } of deleted ?? []) {
      expect(owed).toContainEqual({ assetId, objectKey });
    }
  });

  test("a render that is being cancelled stays until it has ended", async () => {
    const { renders, jobs, accountId, lease, release, submitRender } = await setUp();
    const job = await submitRender();
    const held = await lease(job);
    await jobs.cancel(job.id, accountId, newId(), T0 + 2000);
    expect(await renders.delete(job.id, accountId, T0 + 3000)).toBeNull();
    await release(held, { cause: "cancelled" });
    expect(await renders.delete(job.id, accountId, T0 + 6000)).toEqual([]);
  });
}
