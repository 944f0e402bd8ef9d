import { expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { createTemplateStore } from "../../../edge/adapters/d1/template-store.ts";
import { newId, T0 } from "../../support/build-fleet.ts";
import { buildRecords } from "../../support/velocity-records.ts";

const ALL = ["queued", "running", "cancelling", "completed", "failed", "cancelled"] as const;

/** What a template store must do: tell how far each is, and delete none that a render needs. */
export function describeTemplateStore(open: () => Promise<Database>): void {
  const setUp = async () => {
    const records = await buildRecords(await open());
    return { ...records, templates: createTemplateStore(records.database) };
  };

  test("a template is written with its job, and is as far as it", async () => {
    const { templates, accountId, submitTemplate, finish } = await setUp();
    const job = await submitTemplate("Product Promo");
    const template = {
      id: job.id,
      accountId,
      name: "Product Promo",
      assetId: expect.any(String) as string,
      sizeBytes: 300,
      state: "queued",
      errorMessage: null,
      createdAt: T0,
      finishedAt: null,
    };
    expect(await templates.readOwned(job.id, accountId)).toEqual(template);
    expect(await templates.readOwned(job.id, newId())).toBeNull();
    expect(await templates.readOwned(newId(), accountId)).toBeNull();
    await finish(job);
    expect(await templates.readOwned(job.id, accountId)).toEqual({
      ...template,
      state: "completed",
      finishedAt: T0 + 5000,
    });
  });

  test("a refused job leaves no template", async () => {
    const { templates, accountId, jobs, submitTemplate, upload } = await setUp();
    const job = await submitTemplate();
    const record = { kind: "template", name: "x", assetId: await upload(), sizeBytes: 1 } as const;
    const price = { currency: "tokens", amount: 1e6 } as const;
    const { outcome } = await jobs.create({ ...job, id: newId(), price, record }, 100);
    expect(outcome).toBe("insufficient-balance");
    const all = await templates.list({ accountId, states: ALL });
    expect(all.map(({ id }) => id)).toEqual([job.id]);
  });

  test("lists are by state, newest first, in pages, of one account", async () => {
    const { templates, accountId, submitTemplate, finish } = await setUp();
    const jobs = [];
    for (const name of ["a", "b", "c"]) jobs.unshift(await submitTemplate(name));
    await finish(jobs[1]!);
    const names = async (query: object) =>
      (await templates.list({ accountId, states: ALL, ...query })).map(({ name }) => name);
    const [newest, middle, oldest] = (await names({})) as [string, string, string];
    expect([newest, middle, oldest].toSorted()).toEqual(["a", "b", "c"]);
    expect(await names({ states: ["completed"] })).toEqual(["b"]);
    expect(await names({ skip: 1, take: 1 })).toEqual([middle]);
    expect(await names({ skip: 2 })).toEqual([oldest]);
    expect(await names({ states: [] })).toEqual([]);
    expect(await names({ accountId: newId() })).toEqual([]);
  });

  test("a template goes with its archive and what was found in it, once, for its owner", async () => {
    const { templates, accountId, assets, submitTemplate, finish } = await setUp();
    const job = await submitTemplate();
    expect(await templates.delete(job.id, accountId, T0)).toBeNull();
    await finish(job);
    expect(await templates.delete(job.id, newId(), T0)).toBeNull();
    expect(await templates.delete(job.id, accountId, T0)).toHaveLength(2);
    expect(await templates.delete(job.id, accountId, T0 + 1)).toBeNull();
    expect(await templates.readOwned(job.id, accountId)).toBeNull();
    expect(await templates.list({ accountId, states: ALL })).toEqual([]);
    expect(await assets.readUsedBytes(accountId, T0)).toBe(0);
  });

  test("a file that another template was made of stays", async () => {
    const { templates, accountId, assets, submitTemplate, finish, upload } = await setUp();
    const file = await upload();
    const [first, second] = [await submitTemplate("a", file), await submitTemplate("b", file)];
    await finish(first);
    await finish(second);
    expect(await templates.delete(first.id, accountId, T0)).toHaveLength(1);
    expect(await assets.readOwned(file, accountId)).not.toBeNull();
    expect(await templates.delete(second.id, accountId, T0)).toHaveLength(2);
    expect(await assets.readOwned(file, accountId)).toBeNull();
  });

  test("a template stays while a render of it has not ended", async () => {
    const { templates, accountId, submitTemplate, submitRender, finish } = await setUp();
    const job = await submitTemplate();
    await finish(job);
    const render = await submitRender({ templateId: job.id });
    expect(await templates.delete(job.id, accountId, T0)).toBeNull();
    expect(await templates.readOwned(job.id, accountId)).not.toBeNull();
    await finish(render, "video");
    expect(await templates.delete(job.id, accountId, T0)).toHaveLength(2);
  });
}
