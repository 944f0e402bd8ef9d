import { describe, expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { aJob, buildFleet, newId, T0 } from "../../support/build-fleet.ts";

/** What a job store must do with too many jobs of a dialect, with jobs that cannot be done, and with records nobody wants. */
export function describeJobRecords(open: () => Promise<Database>): void {
  const build = async () => buildFleet(await open());
  const reason = { code: "model-unavailable", message: "No node offers the model." };

  test("creation counts all of a dialect that have not ended against its cap, and no others", async () => {
    const fleet = await build();
    const price = { currency: "tokens", amount: 0 } as const;
    const capped = { dialect: "video-jobs", maximumOpenInDialect: 2, price } as const;
    const running = await fleet.submit(capped);
    await fleet.lease(running);
    await fleet.submit({ price });
    const waiting = await fleet.submit(capped);
    const third = aJob(fleet.accountId, capped);
    expect(await fleet.jobs.create(third, 100)).toEqual({ outcome: "queue-full" });
    await fleet.submit({ price });
    // Lacking money is said first.
    const dear = { ...capped, price: { currency: "tokens", amount: 101 } } as const;
    expect(await fleet.jobs.create(aJob(fleet.accountId, dear), 100)).toEqual({
      outcome: "insufficient-balance",
      available: 100,
    });
    // One that is still being cancelled counts on.
    await fleet.jobs.cancel(running.id, fleet.accountId, newId(), T0);
    expect(await fleet.jobs.create(third, 100)).toEqual({ outcome: "queue-full" });
    await fleet.jobs.cancel(waiting.id, fleet.accountId, newId(), T0);
    expect(await fleet.jobs.create(third, 100)).toMatchObject({ outcome: "created" });
  });

  test("the jobs that nodes work on are found by account and by batch, the newest first", async () => {
    const fleet = await build();
    const price = { currency: "tokens", amount: 0 } as const;
    const jobs = [await fleet.submit({ price }), await fleet.submit({ price })];
    await fleet.submit({ price });
    for (const job of jobs) await fleet.lease(job);
    const [older, newer] = jobs.map(({ id }) => id);
    const { accountId } = fleet;
    expect(await fleet.jobs.listRunningIds({ accountId }, 10)).toEqual([newer, older]);
    expect(await fleet.jobs.listRunningIds({ accountId }, 1)).toEqual([newer]);
    expect(await fleet.jobs.listRunningIds({ accountId: newId() }, 10)).toEqual([]);
    expect(await fleet.jobs.listRunningIds({ batchId: newId() }, 10)).toEqual([]);
    await fleet.jobs.cancel(older ?? "", accountId, newId(), T0);
    expect(await fleet.jobs.listRunningIds({ accountId }, 10)).toEqual([newer, older]);
  });

  describe("failing a job that cannot be done", () => {
    test("ends it once with the reason, and gives everything back", async () => {
      const fleet = await build();
      const job = await fleet.submit();
      for (const settlementId of [newId(), newId()]) {
        await fleet.jobs.fail(job.id, settlementId, reason, T0 + 10);
      }
      expect(await fleet.readJob(job)).toMatchObject({
        state: "failed",
        errorCode: reason.code,
        errorMessage: reason.message,
        finishedAt: T0 + 10,
      });
      expect(await fleet.ledger(job)).toEqual(["hold 30 -30", "refund 30 30"]);
      expect(await fleet.events(job)).toEqual(["job-queued", "job-failed"]);
      expect(await fleet.grant(job)).toBeNull();
    });

    test("leaves one alone that a node works on, or that has ended", async () => {
      const fleet = await build();
      const job = await fleet.submit();
      const held = await fleet.lease(job);
      await fleet.jobs.fail(job.id, newId(), reason, T0 + 10);
      expect(await fleet.readJob(job)).toMatchObject({ state: "running", errorCode: null });
      await fleet.settle(held);
      await fleet.jobs.fail(job.id, newId(), reason, T0 + 10);
      expect(await fleet.readJob(job)).toMatchObject({ state: "completed", errorCode: null });
    });
  });

  test("a deleted record is shown nowhere; its output and what it cost stay", async () => {
    const fleet = await build();
    const { accountId } = fleet;
    const job = await fleet.submit();
    const remove = (id = accountId) => fleet.jobs.delete(job.id, id, T0 + 50);
    expect(await remove()).toBe(false);
    const held = await fleet.lease(job);
    expect(await remove()).toBe(false);
    await fleet.settle(held);
    expect(await remove(newId())).toBe(false);
    expect(await fleet.readJob(job)).not.toBeNull();
    expect(await remove()).toBe(true);
    expect(await remove()).toBe(false);
    expect(await fleet.readJob(job)).toBeNull();
    expect(await fleet.jobs.list({ accountId, limit: 10 })).toEqual([]);
    expect(await fleet.jobs.count({ accountId })).toBe(0);
    expect(await fleet.ledger(job)).toEqual(["hold 30 -30", "capture 30 0"]);
    expect(await fleet.jobs.readSnapshot(job.id)).toMatchObject({ state: "completed" });
  });
}
