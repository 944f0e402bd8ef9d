import { describe, expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { buildFleet, newId, T0 } from "../../support/build-fleet.ts";

/** What a job store must do with jobs that cannot be done, and with records nobody wants. */
export function describeJobRecords(open: () => Promise<Database>): void {
  const build = async () => buildFleet(await open());
  const reason = { code: "model-unavailable", message: "No node offers the model." };

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
