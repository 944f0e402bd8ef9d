import { describe, expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import type { NewJob } from "../../../edge/domain/jobs/job.ts";
import { aTask, buildFleet, MEDIA, newId, T0 } from "../../support/build-fleet.ts";

/** What a job must do that pays for the node time it takes. */
export function describeMeteredJobs(open: () => Promise<Database>): void {
  /** A fleet whose account has so much node time. */
  const build = async (milliseconds: number) => {
    const fleet = await buildFleet(await open());
    const { accounts, accountId } = fleet;
    const grant = { accountId, note: null, createdAt: T0, currency: "milliseconds" as const };
    const addMilliseconds = (amount: number) => accounts.grant({ ...grant, id: newId(), amount });
    await addMilliseconds(milliseconds);
    return {
      ...fleet,
      addMilliseconds,
      free: async () => (await accounts.readBalances(accountId)).milliseconds,
      submitMetered: (amount: number, change: Partial<NewJob> = {}) =>
        fleet.submit({ price: { currency: "milliseconds", amount, metered: true }, ...change }),
      settleAfter: (held: Parameters<typeof fleet.settle>[0], renderMilliseconds: number) =>
        fleet.settle(held, {
          result: { model: "procedural", renderMilliseconds, media: MEDIA },
        }),
    };
  };

  describe("a metered job", () => {
    test("holds an estimate and is refused where that is not there", async () => {
      const fleet = await build(1000);
      const job = await fleet.submitMetered(900);
      expect(await fleet.free()).toBe(100);
      expect(await fleet.ledger(job)).toEqual(["hold 900 -900"]);
      await expect(fleet.submitMetered(101)).rejects.toThrow("insufficient-balance");
      expect(await fleet.readJob(job)).toMatchObject({ renderMilliseconds: 0 });
    });

    test("pays for what it took, and the rest of its hold comes back", async () => {
      const fleet = await build(1000);
      const job = await fleet.submitMetered(900);
      const held = await fleet.lease(job);
      expect(await fleet.settleAfter(held, 250)).toBe("done");
      expect(await fleet.settleAfter(held, 250)).toBe("done");
      expect(await fleet.ledger(job)).toEqual(["hold 900 -900", "capture 250 0", "refund 650 650"]);
      expect(await fleet.free()).toBe(750);
      expect(await fleet.readJob(job)).toMatchObject({
        state: "completed",
        renderMilliseconds: 250,
      });
    });

    test("that took exactly what it held gets nothing back", async () => {
      const fleet = await build(900);
      const job = await fleet.submitMetered(900);
      await fleet.settleAfter(await fleet.lease(job), 900);
      expect(await fleet.ledger(job)).toEqual(["hold 900 -900", "capture 900 0"]);
      expect(await fleet.free()).toBe(0);
    });

    test("takes from the free balance what its hold does not cover", async () => {
      const fleet = await build(1000);
      const job = await fleet.submitMetered(600);
      const held = await fleet.lease(job);
      await fleet.settleAfter(held, 750);
      await fleet.settleAfter(held, 750);
      expect(await fleet.ledger(job)).toEqual([
        "hold 600 -600",
        "overrun 150 -150",
        "capture 750 0",
      ]);
      expect(await fleet.free()).toBe(250);
    });

    test("never makes the balance negative, and ends all the same", async () => {
      const fleet = await build(1000);
      const [one, other] = [await fleet.submitMetered(600), await fleet.submitMetered(300)];
      const [first, second] = [await fleet.lease(one), await fleet.lease(other)];
      expect(await fleet.settleAfter(first, 5000)).toBe("done");
      expect(await fleet.ledger(one)).toEqual([
        "hold 600 -600",
        "overrun 100 -100",
        "capture 700 0",
      ]);
      expect(await fleet.settleAfter(second, 400)).toBe("done");
      expect(await fleet.ledger(other)).toEqual(["hold 300 -300", "capture 300 0"]);
      expect(await fleet.free()).toBe(0);
      expect(await fleet.readJob(other)).toMatchObject({ renderMilliseconds: 400 });
    });

    test("of many tasks pays for them all, with the attempts that failed", async () => {
      const fleet = await build(1000);
      const first = aTask({ final: false });
      const second = aTask({ position: 1, dependsOn: [first.id] });
      const job = await fleet.submitMetered(500, { tasks: [first, second] });
      await fleet.release(await fleet.lease(job), { renderMilliseconds: 40, retryAt: T0 });
      await fleet.settleAfter(await fleet.lease(job), 100);
      expect(await fleet.ledger(job)).toEqual(["hold 500 -500"]);
      await fleet.settleAfter(await fleet.lease(job, { index: 1 }), 200);
      expect(await fleet.ledger(job)).toEqual(["hold 500 -500", "capture 340 0", "refund 160 160"]);
      expect(await fleet.readJob(job)).toMatchObject({ renderMilliseconds: 340 });
    });

    test("that fails gets all of its hold back", async () => {
      const fleet = await build(1000);
      const job = await fleet.submitMetered(500);
      await fleet.release(await fleet.lease(job), { retryable: false, renderMilliseconds: 800 });
      expect(await fleet.ledger(job)).toEqual(["hold 500 -500", "refund 500 500"]);
      expect(await fleet.free()).toBe(1000);
      expect(await fleet.readJob(job)).toMatchObject({ state: "failed", renderMilliseconds: 0 });
    });

    test("that cannot pay for the rest pays for the time it took", async () => {
      const fleet = await build(1000);
      const job = await fleet.submitMetered(500);
      await fleet.release(await fleet.lease(job), {
        retryable: false,
        code: "budget-exhausted",
        renderMilliseconds: 1200,
      });
      expect(await fleet.ledger(job)).toEqual([
        "hold 500 -500",
        "overrun 500 -500",
        "capture 1000 0",
      ]);
      expect(await fleet.free()).toBe(0);
      expect(await fleet.readJob(job)).toMatchObject({ state: "failed" });
    });

    test("may hold nothing and still pay", async () => {
      const fleet = await build(1000);
      const job = await fleet.submitMetered(0);
      await fleet.settleAfter(await fleet.lease(job), 30);
      expect(await fleet.ledger(job)).toEqual(["hold 0 0", "overrun 30 -30", "capture 30 0"]);
      expect(await fleet.free()).toBe(970);
    });
  });

  describe("a metered job that is cancelled", () => {
    const cancel = (
      { jobs, accountId }: Awaited<ReturnType<typeof build>>,
      job: NewJob,
      at: number,
    ) => jobs.cancel(job.id, accountId, newId(), at);

    test("before a node had it costs nothing", async () => {
      const fleet = await build(1000);
      const job = await fleet.submitMetered(500);
      await cancel(fleet, job, T0 + 500);
      expect(await fleet.ledger(job)).toEqual(["hold 500 -500", "refund 500 500"]);
    });

    test("pays for the time that its node tells", async () => {
      const fleet = await build(1000);
      const job = await fleet.submitMetered(500);
      const held = await fleet.lease(job);
      await cancel(fleet, job, T0 + 2000);
      expect(await fleet.release(held, { cause: "cancelled", renderMilliseconds: 700 })).toBe(
        "cancelled",
      );
      expect(await fleet.ledger(job)).toEqual([
        "hold 500 -500",
        "overrun 200 -200",
        "capture 700 0",
      ]);
      expect(await fleet.readJob(job)).toMatchObject({ state: "cancelled", renderMilliseconds: 0 });
    });

    test("pays for its lease until the cancel where the node tells nothing", async () => {
      const fleet = await build(9000);
      const job = await fleet.submitMetered(5000);
      await fleet.lease(job, { now: T0 + 1000, leaseExpiresAt: T0 + 61_000 });
      await cancel(fleet, job, T0 + 3500);
      await fleet.jobs.finishCancelling(job.id, newId(), T0 + 40_000);
      expect(await fleet.ledger(job)).toEqual([
        "hold 5000 -5000",
        "capture 2500 0",
        "refund 2500 2500",
      ]);
    });

    test("pays the same when the pool takes the lease of a silent node", async () => {
      const fleet = await build(9000);
      const job = await fleet.submitMetered(5000);
      const held = await fleet.lease(job, { now: T0 + 1000, leaseExpiresAt: T0 + 3000 });
      await cancel(fleet, job, T0 + 3500);
      await fleet.release(held, { cause: "lost", by: "pool", renderMilliseconds: 0 });
      expect(await fleet.ledger(job)).toEqual([
        "hold 5000 -5000",
        "capture 2000 0",
        "refund 3000 3000",
      ]);
    });

    test("pays nothing for a node that was lost while nobody had cancelled", async () => {
      const fleet = await build(9000);
      const job = await fleet.submitMetered(5000);
      const held = await fleet.lease(job);
      await fleet.release(held, { cause: "lost", by: "pool", renderMilliseconds: 0 });
      await cancel(fleet, job, T0 + 9000);
      expect(await fleet.ledger(job)).toEqual([
        "hold 5000 -5000",
        "capture 0 0",
        "refund 5000 5000",
      ]);
    });
  });

  describe("a template's render", () => {
    const aRender = (maximumMilliseconds?: number) =>
      aTask({
        spec: {
          kind: "render-template",
          parameters: {
            frames: { start: 0, end: 10 },
            width: 64,
            height: 64,
            framesPerSecond: { numerator: 10, denominator: 1 },
            encoding: { codec: "h264", bitsPerSecond: 5000, rateControl: "vbr", preset: 1 },
            customizations: [],
            ...(maximumMilliseconds !== undefined && { maximumMilliseconds }),
          },
        },
      });
    const limitOf = ({ spec }: { spec: { parameters: object } }) =>
      "maximumMilliseconds" in spec.parameters ? spec.parameters.maximumMilliseconds : null;

    test("may take what its job holds and what is free, less what was taken", async () => {
      const fleet = await build(1000);
      const job = await fleet.submitMetered(600, { tasks: [aRender()] });
      const first = await fleet.lease(job);
      expect(limitOf(first)).toBe(1000);
      await fleet.submitMetered(300);
      expect(limitOf((await fleet.tasks.readLease(first.leaseId))!)).toBe(700);
      await fleet.release(first, { renderMilliseconds: 450, retryAt: T0 });
      expect(limitOf(await fleet.lease(job))).toBe(250);
    });

    test("is stopped at once where nothing is left, and never later than planned", async () => {
      const fleet = await build(100);
      const job = await fleet.submitMetered(100, { tasks: [aRender()] });
      await fleet.release(await fleet.lease(job), { renderMilliseconds: 450, retryAt: T0 });
      expect(limitOf(await fleet.lease(job))).toBe(1);
      const planned = await fleet.submitMetered(0, { tasks: [aRender(20)] });
      expect(limitOf(await fleet.lease(planned))).toBe(1);
      await fleet.addMilliseconds(500);
      expect(
        limitOf(await fleet.lease(await fleet.submitMetered(0, { tasks: [aRender(20)] }))),
      ).toBe(20);
    });

    test("may take as long as it likes where nobody counts", async () => {
      const fleet = await build(100);
      const job = await fleet.submit({
        price: { currency: "milliseconds", amount: 100 },
        tasks: [aRender()],
      });
      const held = await fleet.lease(job);
      expect(limitOf(held)).toBeNull();
      await fleet.settleAfter(held, 9999);
      expect(await fleet.ledger(job)).toEqual(["hold 100 -100", "capture 100 0"]);
      expect(await fleet.readJob(job)).toMatchObject({ renderMilliseconds: 9999 });
    });
  });
}
