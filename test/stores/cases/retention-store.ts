import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { createAssetStore } from "../../../edge/adapters/d1/asset-store.ts";
import { createDeliveryStore } from "../../../edge/adapters/d1/delivery-store.ts";
import { createRetentionStore } from "../../../edge/adapters/d1/retention-store.ts";
import type { NewJob } from "../../../edge/domain/jobs/job.ts";
import { buildFleet, newId, T0 } from "../../support/build-fleet.ts";
import { buildRecords } from "../../support/velocity-records.ts";

const LATER = T0 + 1_000_000_000;

/** What a store of past records must do, whatever runs its SQL. */
export function describeRetentionStore(open: () => Promise<Database>): void {
  describe("retention", () => {
    const setUp = async () => {
      const database = await open();
      const fleet = await buildFleet(database);
      const retention = createRetentionStore(database);
      const count = async (table: string, job: NewJob) =>
        Number(
          (
            await fleet.query(
              sql`SELECT COUNT(*) FROM ${sql.raw(table)}
                  WHERE ${sql.raw(table === "jobs" ? "id" : "job_id")} = ${job.id}`,
            )
          )[0]?.[0],
        );
      const complete = async (job: NewJob) => {
        await fleet.settle(await fleet.lease(job));
        await fleet.tellAll(job.id);
      };
      const forget = (before = LATER, limit = 10) =>
        retention.forgetJobs(fleet.accountId, before, limit);
      return { ...fleet, database, retention, count, complete, forget };
    };

    test("a job that ended long ago goes with its tasks, and leaves the ledger as it is", async () => {
      const { submit, complete, forget, count, ledger, balance } = await setUp();
      const job = await submit();
      expect((await forget()).jobs).toEqual([]);
      await complete(job);
      const [booked, available] = [await ledger(job), await balance()];
      expect((await forget(T0 + 4999)).jobs).toEqual([]);
      expect(await forget()).toEqual({
        jobs: [{ jobId: job.id, finishedAt: T0 + 5000 }],
        batchIds: [],
      });
      expect([await count("jobs", job), await count("tasks", job)]).toEqual([0, 0]);
      expect(await ledger(job)).toEqual(booked);
      expect(await balance()).toBe(available);
      expect((await forget()).jobs).toEqual([]);
    });

    test("a job is kept while something is to be told of it", async () => {
      const { database, submit, settle, lease, forget, tellAll, accountId } = await setUp();
      const job = await submit();
      await settle(await lease(job));
      expect((await forget()).jobs).toEqual([]);
      await tellAll(job.id);
      const deliveries = createDeliveryStore(database);
      const delivery = aDelivery(accountId, job.id);
      await deliveries.create([delivery]);
      expect((await forget()).jobs).toEqual([]);
      await deliveries.recordAttempt(delivered(delivery.id));
      expect((await forget()).jobs).toHaveLength(1);
    });

    test("only so many go at once, the oldest first, and only of their account", async () => {
      const { retention, submit, complete, forget } = await setUp();
      const jobs = [await submit(), await submit(), await submit()];
      for (const job of jobs) await complete(job);
      expect((await retention.forgetJobs(newId(), LATER, 10)).jobs).toEqual([]);
      expect((await forget(LATER, 2)).jobs).toHaveLength(2);
      expect((await forget(LATER, 2)).jobs).toHaveLength(1);
    });

    test("what jobs made is taken away in its time, and a job may go before it", async () => {
      const { database, retention, submit, complete, forget, accountId } = await setUp();
      const assets = createAssetStore(database);
      const job = await submit();
      await complete(job);
      expect(await assets.listJobOutputs(job.id)).toHaveLength(1);
      expect(await retention.expireOutputs(accountId, T0, LATER, 10)).toBe(0);
      await forget();
      const owner = { jobId: job.id, accountId };
      expect(await assets.listReferenced(owner)).toHaveLength(1);
      expect(await retention.expireOutputs(newId(), LATER, LATER, 10)).toBe(0);
      expect(await retention.expireOutputs(accountId, LATER, LATER, 10)).toBe(1);
      expect(await assets.listReferenced(owner)).toEqual([]);
    });

    test("a render goes with what it was made from, and names its file no longer", async () => {
      const records = await buildRecords(await open());
      const { accountId, submitTemplate, submitRender, finish, query } = records;
      const retention = createRetentionStore(records.database);
      const file = await records.upload();
      const template = await submitTemplate("promo", file);
      await finish(template);
      const of = { templateId: template.id, file };
      const [past, waiting] = [await submitRender(of), await submitRender(of)];
      await finish(past, "video");
      await records.tellAll(past.id);
      expect((await retention.forgetJobs(accountId, LATER, 10)).jobs).toHaveLength(1);
      const inputs = query(sql`SELECT job_id FROM job_inputs WHERE asset_id = ${file}`);
      expect(await inputs).toEqual([[waiting.id]]);
      const renders = query(sql`SELECT id FROM template_renders WHERE account_id = ${accountId}`);
      expect(await renders).toEqual([[waiting.id]]);
    });

    test("deliveries that ended go with their attempts", async () => {
      const { database, retention, accountId } = await setUp();
      const deliveries = createDeliveryStore(database);
      const [ended, waiting] = [aDelivery(accountId), aDelivery(accountId)];
      await deliveries.create([ended, waiting]);
      await deliveries.recordAttempt(delivered(ended.id));
      expect(await retention.forgetDeliveries(accountId, T0 - 1, 10)).toBe(0);
      expect(await retention.forgetDeliveries(newId(), LATER, 10)).toBe(0);
      expect(await retention.forgetDeliveries(accountId, LATER, 10)).toBe(1);
      expect(await deliveries.readOwned(ended.id, accountId)).toBeNull();
      expect(await deliveries.listAttempts(ended.id, 10)).toEqual([]);
      expect(await deliveries.readOwned(waiting.id, accountId)).not.toBeNull();
    });

    test("idempotency keys go when they have expired", async () => {
      const { retention, submit, query } = await setUp();
      const job = await submit({ idempotency: { key: newId(), bodyHash: "hash" } });
      const keys = () => query(sql`SELECT key FROM idempotency_keys WHERE job_id = ${job.id}`);
      await retention.forgetExpiredKeys(T0, 1000);
      expect(await keys()).toHaveLength(1);
      await retention.forgetExpiredKeys(LATER, 1000);
      expect(await keys()).toEqual([]);
    });

    test("accounts have their turn, with the policy the operator set", async () => {
      const { retention, accounts, accountId } = await setUp();
      await accounts.change(accountId, { limits: { jobRetentionDays: 3 } }, T0);
      const find = async (before: number) =>
        (await retention.listUntidied(before, 100_000)).find((one) => one.accountId === accountId);
      expect(await find(T0)).toMatchObject({
        policy: { jobRetentionDays: 3, assetRetentionDays: 365, deliveryRetentionDays: 30 },
      });
      await retention.recordTidied(accountId, T0);
      expect(await find(T0)).toBeUndefined();
      expect(await find(T0 + 1)).toBeDefined();
    });
  });
}

const aDelivery = (accountId: string, jobId = newId()) => ({
  id: newId(),
  accountId,
  jobId,
  eventId: newId(),
  eventType: "job-completed" as const,
  endpointId: null,
  url: "https://example.com/hook",
  target: newId(),
  payloadJson: "{}",
  state: "pending" as const,
  attempts: 0,
  nextAttemptAt: T0,
  createdAt: T0,
});

const delivered = (deliveryId: string) => ({
  deliveryId,
  attemptedAt: T0,
  durationMilliseconds: 1,
  state: "delivered" as const,
  status: 200,
  error: null,
  nextAttemptAt: null,
  health: "took" as const,
  failingBefore: 0,
  now: T0,
});
