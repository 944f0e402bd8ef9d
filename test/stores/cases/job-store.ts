import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { IDEMPOTENCY_RETENTION_SECONDS } from "#contracts/limits.ts";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import type { NewJob } from "../../../edge/domain/jobs/job.ts";
import { createJobStore } from "../../../edge/adapters/d1/job-store.ts";
import { queuedJob, queuedSnapshot } from "../../../edge/domain/jobs/queued-job.ts";
import { aJob, aTask, buildFleet, newId, T0 } from "../../support/build-fleet.ts";

/** What a job store must do: acceptance, cancelling, deadlines and reads. */
export function describeJobStore(open: () => Promise<Database>): void {
  const build = async () => buildFleet(await open());

  describe("creating a job", () => {
    test("writes job, task, hold and first event together", async () => {
      const fleet = await build();
      const job = await fleet.submit({ callbackUrl: "https://example.com/hook" });
      expect(await fleet.readJob(job)).toMatchObject({
        state: "queued",
        stage: null,
        percent: 0,
        request: { prompt: "a red boat" },
        callbackUrl: "https://example.com/hook",
        createdAt: T0,
        startedAt: null,
        finishedAt: null,
      });
      expect(await fleet.ledger(job)).toEqual(["hold 30 -30"]);
      expect(await fleet.balance()).toBe(70);
      expect(await fleet.events(job)).toEqual(["job-queued"]);
      expect(await fleet.jobs.readSnapshot(job.id)).toMatchObject({
        accountId: fleet.accountId,
        pool: fleet.pool,
        accountWeight: 1,
        state: "queued",
        tasks: [{ state: "ready", epoch: 0, readyAt: T0, triedNodeIds: [], lease: null }],
      });
      expect(await fleet.jobs.listActiveIds(fleet.pool)).toEqual([job.id]);
    });

    test("is the same when it is called again", async () => {
      const fleet = await build();
      const job = await fleet.submit();
      expect(await fleet.jobs.create(job, 1)).toMatchObject({ outcome: "created" });
      expect(await fleet.ledger(job)).toEqual(["hold 30 -30"]);
      expect(await fleet.events(job)).toEqual(["job-queued"]);
      expect(await fleet.balance()).toBe(70);
    });

    test("accepts a batch as a whole, or refuses it as a whole", async () => {
      const fleet = await build();
      const aBatch = (size: number, price: NewJob["price"]) => {
        const id = newId();
        const jobs = Array.from({ length: size }, (_, index) =>
          aJob(fleet.accountId, { batch: { id, index }, price }),
        ) as [NewJob, ...NewJob[]];
        return { id, request: { size }, jobs };
      };
      const tooDear = aBatch(4, { currency: "tokens", amount: 30 });
      expect(await fleet.jobs.createBatch(tooDear, 100)).toEqual({
        outcome: "insufficient-balance",
        available: 100,
      });
      const free = { currency: "tokens", amount: 0 } as const;
      expect(await fleet.jobs.createBatch(aBatch(4, free), 3)).toEqual({ outcome: "queue-full" });
      for (const job of tooDear.jobs) expect(await fleet.readJob(job)).toBeNull();
      expect(await fleet.balance()).toBe(100);

      const fits = aBatch(3, { currency: "tokens", amount: 30 });
      fits.jobs[0].idempotency = { key: "batch", bodyHash: "a" };
      expect(await fleet.jobs.createBatch(fits, 3)).toMatchObject({ outcome: "created" });
      expect(await fleet.jobs.createBatch(fits, 3)).toMatchObject({ outcome: "created" });
      expect(await fleet.balance()).toBe(10);
      for (const [index, job] of fits.jobs.entries()) {
        expect(await fleet.readJob(job)).toMatchObject({ batchId: fits.id, batchIndex: index });
        expect(await fleet.ledger(job)).toEqual(["hold 30 -30"]);
        expect(await fleet.events(job)).toEqual(["job-queued"]);
      }
      const again = aBatch(3, free);
      again.jobs[0].idempotency = { key: "batch", bodyHash: "a" };
      expect(await fleet.jobs.createBatch(again, 100)).toEqual({
        outcome: "replayed",
        jobId: fits.jobs[0].id,
      });
    });

    test("holds exactly what is there, and nothing past it", async () => {
      const fleet = await build();
      const jobs = Array.from({ length: 6 }, () => aJob(fleet.accountId));
      const outcomes = await Promise.all(jobs.map((job) => fleet.jobs.create(job, 100)));
      expect(outcomes.filter(({ outcome }) => outcome === "created")).toHaveLength(3);
      expect(outcomes.find(({ outcome }) => outcome !== "created")).toEqual({
        outcome: "insufficient-balance",
        available: 10,
      });
      const refused = jobs[outcomes.findIndex(({ outcome }) => outcome !== "created")];
      expect(refused && (await fleet.readJob(refused))).toBeNull();
      expect(refused && (await fleet.events(refused))).toEqual([]);
      expect(await fleet.balance()).toBe(10);
      const other = aJob(fleet.accountId, { price: { currency: "milliseconds", amount: 1 } });
      expect(await fleet.jobs.create(other, 100)).toMatchObject({ available: 0 });
      await fleet.submit({ price: { currency: "tokens", amount: 10 } });
      expect(await fleet.balance()).toBe(0);
      await fleet.submit({ price: { currency: "tokens", amount: 0 } });
    });

    test("refuses when as many jobs wait as may, whatever runs", async () => {
      const fleet = await build();
      const running = await fleet.submit();
      await fleet.lease(running);
      await fleet.submit();
      const third = aJob(fleet.accountId);
      expect(await fleet.jobs.create(third, 1)).toEqual({ outcome: "queue-full" });
      expect(await fleet.balance()).toBe(40);
      expect(await fleet.jobs.create(third, 2)).toMatchObject({ outcome: "created" });
    });

    test("answers all that a read would, so that nobody need read", async () => {
      const fleet = await build();
      const first = aTask({ final: false });
      const job = aJob(fleet.accountId, {
        tasks: [first, aTask({ position: 1, dependsOn: [first.id] })],
      });
      const created = await fleet.jobs.create(job, 1);
      const entries = (await fleet.outbox.changesOf([job.id]))[0]?.entries;
      expect(created).toEqual({ outcome: "created", pool: fleet.pool, entries });
      expect(queuedJob(job)).toEqual(await fleet.readJob(job));
      const { limits } = (await fleet.accounts.read(fleet.accountId))!;
      const snapshot = queuedSnapshot(job, { pool: fleet.pool, limits });
      expect(snapshot).toEqual(await fleet.jobs.readSnapshot(job.id));
    });

    test("is known by its rows when the batch's reply is lost", async () => {
      const database = await open();
      const fleet = await buildFleet(database);
      let batches = 0;
      const losing = Object.assign(Object.create(database) as Database, {
        atomically: async (...templates: Parameters<Database["atomically"]>) => {
          const outcomes = await database.atomically(...templates);
          batches += 1;
          if (batches === 1) throw new Error("the reply is lost");
          return outcomes;
        },
      });
      const job = aJob(fleet.accountId);
      expect(await createJobStore(losing).create(job, 1)).toMatchObject({ outcome: "created" });
      expect(await fleet.readJob(job)).toMatchObject({ state: "queued" });
      batches = 0;
      const refused = aJob(fleet.accountId, { price: { currency: "tokens", amount: 999 } });
      await expect(createJobStore(losing).create(refused, 1)).rejects.toThrow("reply is lost");
    });

    test("keeps idempotency keys of different accounts apart", async () => {
      const fleet = await build();
      const idempotency = { key: "order-1", bodyHash: "a" };
      await fleet.submit({ idempotency });
      const other = newId();
      await fleet.accounts.create({
        id: other,
        name: "Other",
        externalSubject: null,
        limits: {},
        webhookSecretSealed: "sealed",
        pool: fleet.pool,
        createdAt: T0,
      });
      expect(await fleet.jobs.create(aJob(other, { idempotency }), 100)).toEqual({
        outcome: "insufficient-balance",
        available: 0,
      });
      const free = aJob(other, { idempotency, price: { currency: "tokens", amount: 0 } });
      expect(await fleet.jobs.create(free, 100)).toMatchObject({ outcome: "created" });
    });

    test("is refused to a disabled account, whatever its balance", async () => {
      const fleet = await build();
      const disable = sql`UPDATE accounts SET disabled_at = ${T0} WHERE id = ${fleet.accountId}`;
      await fleet.query(disable);
      for (const amount of [0, 1, 1000]) {
        const job = aJob(fleet.accountId, { price: { currency: "tokens", amount } });
        expect(await fleet.jobs.create(job, 100)).toEqual({ outcome: "account-disabled" });
        expect(await fleet.readJob(job)).toBeNull();
      }
    });

    test("answers an idempotency key with its first job while it is kept", async () => {
      const fleet = await build();
      const idempotency = { key: "order-1", bodyHash: "a" };
      const first = await fleet.submit({ idempotency });
      const again = aJob(fleet.accountId, { idempotency });
      expect(await fleet.jobs.create(again, 100)).toEqual({
        outcome: "replayed",
        jobId: first.id,
      });
      const other = aJob(fleet.accountId, { idempotency: { key: "order-1", bodyHash: "b" } });
      expect(await fleet.jobs.create(other, 100)).toEqual({ outcome: "idempotency-conflict" });
      expect(await fleet.balance()).toBe(70);
      const { accountId } = fleet;
      const keyed = { jobId: first.id, bodyHash: "a" };
      expect(await fleet.jobs.readKeyed(accountId, "order-1", T0)).toEqual(keyed);
      expect(await fleet.jobs.readKeyed(accountId, "order-0", T0)).toBeNull();
      expect(await fleet.jobs.readKeyed(newId(), "order-1", T0)).toBeNull();
      const stranger = await buildFleet(fleet.database);
      await stranger.submit({ idempotency });
      const createdAt = T0 + IDEMPOTENCY_RETENTION_SECONDS * 1000;
      expect(await fleet.jobs.readKeyed(accountId, "order-1", createdAt)).toBeNull();
      await fleet.submit({ idempotency: { key: "order-1", bodyHash: "b" }, createdAt });
      expect(await fleet.balance()).toBe(40);
    });

    test("accepts one of many calls with the same key", async () => {
      const fleet = await build();
      const idempotency = { key: "order-2", bodyHash: "a" };
      const outcomes = await Promise.all(
        Array.from({ length: 5 }, () =>
          fleet.jobs.create(aJob(fleet.accountId, { idempotency }), 100),
        ),
      );
      expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual([
        "created",
        ...Array.from({ length: 4 }, () => "replayed"),
      ]);
      expect(await fleet.balance()).toBe(70);
    });

    test("takes a graph of 200 tasks", async () => {
      const fleet = await build();
      const parts = Array.from({ length: 199 }, (_, position) => aTask({ position, final: false }));
      const join = aTask({ position: 199, dependsOn: parts.map((part) => part.id) });
      const job = await fleet.submit({ tasks: [...parts, join] });
      const states = await fleet.taskStates(job);
      expect(states.filter((state) => state === "ready")).toHaveLength(199);
      expect(states[199]).toBe("waiting");
    });

    test("refuses a disabled account", async () => {
      const fleet = await build();
      await fleet.query(sql`UPDATE accounts SET disabled_at = 1 WHERE id = ${fleet.accountId}`);
      const job = aJob(fleet.accountId);
      expect((await fleet.jobs.create(job, 100)).outcome).not.toBe("created");
      expect(await fleet.readJob(job)).toBeNull();
    });
  });

  describe("cancelling a job", () => {
    test("ends a queued job and gives everything back in one batch", async () => {
      const fleet = await build();
      const job = await fleet.submit();
      const cancelId = newId();
      for (let call = 0; call < 2; call += 1) {
        expect(await fleet.jobs.cancel(job.id, fleet.accountId, cancelId, T0 + 10)).toBe("ended");
      }
      expect(await fleet.jobs.cancel(job.id, fleet.accountId, newId(), T0 + 20)).toBe("ended");
      expect(await fleet.readJob(job)).toMatchObject({ state: "cancelled", finishedAt: T0 + 10 });
      expect(await fleet.taskStates(job)).toEqual(["cancelled"]);
      expect(await fleet.ledger(job)).toEqual(["hold 30 -30", "refund 30 30"]);
      expect(await fleet.balance()).toBe(100);
      expect(await fleet.events(job)).toEqual(["job-queued", "job-cancelling", "job-cancelled"]);
    });

    test("waits for the node of a running job, whose word ends it", async () => {
      const fleet = await build();
      const job = await fleet.submit();
      const held = await fleet.lease(job);
      expect(await fleet.jobs.cancel(job.id, fleet.accountId, newId(), T0 + 2000)).toBe(
        "cancelling",
      );
      expect(await fleet.readJob(job)).toMatchObject({ state: "cancelling", finishedAt: null });
      expect(await fleet.taskStates(job)).toEqual(["leased"]);
      expect(await fleet.release(held, { cause: "cancelled" })).toBe("cancelled");
      expect(await fleet.readJob(job)).toMatchObject({ state: "cancelled", errorCode: null });
      // The node worked for it: what was held is captured.
      expect(await fleet.ledger(job)).toEqual(["hold 30 -30", "capture 30 0"]);
      expect((await fleet.events(job)).at(-1)).toBe("job-cancelled");
    });

    test("does not touch another account's job", async () => {
      const fleet = await build();
      const stranger = await buildFleet(fleet.database);
      const job = await fleet.submit();
      const outcome = await fleet.jobs.cancel(job.id, stranger.accountId, newId(), T0);
      expect(outcome).toBe("not-found");
      expect(await fleet.readJob(job)).toMatchObject({ state: "queued" });
      expect(await fleet.jobs.readOwned(job.id, stranger.accountId)).toBeNull();
      expect(await fleet.jobs.cancel(newId(), fleet.accountId, newId(), T0)).toBe("not-found");
    });

    test("leaves a completed job as it is", async () => {
      const fleet = await build();
      const job = await fleet.submit();
      await fleet.settle(await fleet.lease(job));
      expect(await fleet.jobs.cancel(job.id, fleet.accountId, newId(), T0 + 9000)).toBe("ended");
      expect(await fleet.readJob(job)).toMatchObject({ state: "completed" });
      expect(await fleet.taskStates(job)).toEqual(["done"]);
    });

    test("is finished without the node once it is silent", async () => {
      const fleet = await build();
      const job = await fleet.submit();
      const held = await fleet.lease(job);
      await fleet.jobs.finishCancelling(job.id, newId(), T0 + 2000);
      expect(await fleet.readJob(job)).toMatchObject({ state: "running" });
      await fleet.jobs.cancel(job.id, fleet.accountId, newId(), T0 + 2000);
      expect(await fleet.jobs.listStuckCancelling(T0 + 2001, 1000)).toContain(job.id);
      expect(await fleet.jobs.listStuckCancelling(T0 + 2000, 1000)).not.toContain(job.id);
      for (const settlementId of [newId(), newId()]) {
        await fleet.jobs.finishCancelling(job.id, settlementId, T0 + 3000);
      }
      expect(await fleet.readJob(job)).toMatchObject({ state: "cancelled" });
      expect(await fleet.taskStates(job)).toEqual(["cancelled"]);
      expect(await fleet.ledger(job)).toEqual(["hold 30 -30", "capture 30 0"]);
      expect(await fleet.jobs.listStuckCancelling(T0 + 9999, 1000)).not.toContain(job.id);
      expect(await fleet.settle(held)).toBeNull();
      expect((await fleet.events(job)).filter((type) => type === "job-cancelled")).toHaveLength(1);
    });
  });

  describe("the deadline", () => {
    test("fails a job that passed it, once, and gives everything back", async () => {
      const fleet = await build();
      const job = await fleet.submit({ deadlineAt: T0 + 100, tasks: [aTask(), aTask()] });
      const held = await fleet.lease(job);
      await fleet.jobs.expire(job.id, newId(), T0 + 99);
      expect(await fleet.readJob(job)).toMatchObject({ state: "running" });
      expect(await fleet.jobs.listPastDeadline(T0 + 100, 1000)).toContain(job.id);
      expect(await fleet.jobs.listPastDeadline(T0 + 99, 1000)).not.toContain(job.id);
      for (const settlementId of [newId(), newId()]) {
        await fleet.jobs.expire(job.id, settlementId, T0 + 100);
      }
      expect(await fleet.readJob(job)).toMatchObject({
        state: "failed",
        errorCode: "deadline-exceeded",
        finishedAt: T0 + 100,
      });
      expect(await fleet.taskStates(job)).toEqual(["failed", "failed"]);
      expect(await fleet.ledger(job)).toEqual(["hold 30 -30", "refund 30 30"]);
      expect(await fleet.settle(held)).toBeNull();
      expect((await fleet.events(job)).at(-1)).toBe("job-failed");
      expect(await fleet.jobs.listPastDeadline(T0 + 100, 1000)).not.toContain(job.id);
    });

    test("ends a cancelling job as cancelled, without an error", async () => {
      const fleet = await build();
      const job = await fleet.submit({ deadlineAt: T0 + 3000 });
      await fleet.lease(job);
      await fleet.jobs.cancel(job.id, fleet.accountId, newId(), T0 + 2000);
      await fleet.jobs.expire(job.id, newId(), T0 + 3000);
      expect(await fleet.readJob(job)).toMatchObject({
        state: "cancelled",
        errorCode: null,
        errorMessage: null,
      });
    });
  });

  test("progress is a running maximum of a running job", async () => {
    const fleet = await build();
    const job = await fleet.submit();
    await fleet.jobs.recordProgress(job.id, { percent: 10, stage: "generating" }, T0, true);
    expect(await fleet.readJob(job)).toMatchObject({ percent: 0 });
    const held = await fleet.lease(job);
    await fleet.jobs.recordProgress(job.id, { percent: 40.5, stage: "generating" }, T0, true);
    await fleet.jobs.recordProgress(job.id, { percent: 20, stage: "encoding" }, T0, true);
    expect(await fleet.readJob(job)).toMatchObject({ percent: 40.5, stage: "encoding" });
    await fleet.jobs.recordProgress(job.id, { percent: 45, stage: "verifying" }, T0, false);
    expect(await fleet.readJob(job)).toMatchObject({ percent: 40.5, stage: "encoding" });
    await fleet.settle(held);
    await fleet.jobs.recordProgress(job.id, { percent: 50, stage: "encoding" }, T0, true);
    expect(await fleet.readJob(job)).toMatchObject({ percent: 100, stage: null });
  });

  test("lists the newest first, by page, dialect and state", async () => {
    const fleet = await build();
    const price = { currency: "tokens", amount: 0 } as const;
    const jobs = [];
    for (let index = 0; index < 4; index += 1) {
      jobs.push(await fleet.submit({ price, dialect: index === 1 ? "velocity" : "native" }));
    }
    await (await buildFleet(fleet.database)).submit();
    const [a, b, c, d] = jobs.map((job) => job.id);
    const { accountId } = fleet;
    const list = async (query: Partial<Parameters<typeof fleet.jobs.list>[0]>) =>
      (await fleet.jobs.list({ accountId, limit: 10, ...query })).map((job) => job.id);
    expect(await list({})).toEqual([d, c, b, a]);
    expect(await list({ before: c })).toEqual([b, a]);
    expect(await list({ dialect: "velocity" })).toEqual([b]);
    expect(await list({ limit: 2, offset: 1 })).toEqual([c, b]);
    expect(await fleet.jobs.count({ accountId, before: d })).toBe(3);
    expect(await fleet.jobs.count({ accountId, states: ["running", "queued"] })).toBe(4);
    expect(await list({ states: ["completed"] })).toEqual([]);
    expect(await list({ states: ["queued"], limit: 1 })).toEqual([d]);
  });

  test("readSnapshot knows no unknown job", async () => {
    const fleet = await build();
    expect(await fleet.jobs.readSnapshot(newId())).toBeNull();
    const job = await fleet.submit();
    expect(await fleet.jobs.readSnapshots([newId(), job.id])).toMatchObject([{ jobId: job.id }]);
  });
}
