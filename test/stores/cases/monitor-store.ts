import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { createMonitorStore } from "../../../edge/adapters/d1/monitor-store.ts";
import { buildFleet, newId, T0 } from "../../support/build-fleet.ts";

const MINUTE = 60_000;
const ENDED = ["completed", "failed", "cancelled"] as const;
const FREE = { price: { currency: "tokens", amount: 0 } } as const;

/** What a monitor store must do: show what opted in and nothing else, and count by stretches. */
export function describeMonitorStore(open: () => Promise<Database>): void {
  const build = async (monitorPublic = true) => {
    const database = await open();
    const fleet = await buildFleet(database);
    if (monitorPublic) await fleet.accounts.change(fleet.accountId, { monitorPublic }, T0);
    return { ...fleet, monitor: createMonitorStore(database) };
  };
  type Fleet = Awaited<ReturnType<typeof build>>;
  /** Ids of this fleet's account among those shown; the database may hold others' too. */
  const shown = async ({ monitor, accountId }: Fleet, states: readonly (typeof ENDED)[number][]) =>
    (await monitor.listPublicJobs(states, 1000))
      .filter((job) => job.accountId === accountId)
      .map((job) => job.id);
  const cancelled = async (fleet: Fleet) => {
    const job = await fleet.submit(FREE);
    await fleet.jobs.cancel(job.id, fleet.accountId, newId(), T0);
    return job;
  };

  describe("public jobs", () => {
    test("are those of an account that opted in, newest first, in the states asked for", async () => {
      const fleet = await build();
      const first = await cancelled(fleet);
      const second = await cancelled(fleet);
      const waiting = await fleet.submit(FREE);
      expect(await shown(fleet, ENDED)).toEqual([second.id, first.id]);
      expect(await shown(fleet, ["completed"])).toEqual([]);
      const queued = await fleet.monitor.listPublicJobs(["queued"], 1000);
      expect(queued.map(({ id }) => id)).toContain(waiting.id);
      expect(await fleet.monitor.readPublicJob(first.id)).toMatchObject({ id: first.id });
    });

    test("are at most as many as asked for, whoever's they are", async () => {
      const fleet = await build();
      for (let count = 0; count < 4; count += 1) await cancelled(fleet);
      expect(await fleet.monitor.listPublicJobs(ENDED, 3)).toHaveLength(3);
    });

    test("are none of an account that did not opt in, opted out or was disabled", async () => {
      const secret = await build(false);
      const job = await cancelled(secret);
      expect(await shown(secret, ENDED)).toEqual([]);
      expect(await secret.monitor.readPublicJob(job.id)).toBeNull();
      await secret.accounts.change(secret.accountId, { monitorPublic: true }, T0);
      expect(await shown(secret, ENDED)).toEqual([job.id]);
      await secret.accounts.change(secret.accountId, { disabled: true }, T0);
      expect(await shown(secret, ENDED)).toEqual([]);
      expect(await secret.monitor.readPublicJob(job.id)).toBeNull();
      await secret.accounts.change(secret.accountId, { disabled: false, monitorPublic: false }, T0);
      expect(await shown(secret, ENDED)).toEqual([]);
    });

    test("lose a record that its account deleted", async () => {
      const fleet = await build();
      const job = await cancelled(fleet);
      await fleet.jobs.delete(job.id, fleet.accountId, T0);
      expect(await shown(fleet, ENDED)).toEqual([]);
      expect(await fleet.monitor.readPublicJob(job.id)).toBeNull();
    });
  });

  test("the queue counts ready and leased tasks, and knows since when the oldest is ready", async () => {
    const fleet = await build();
    const before = await fleet.monitor.readQueue();
    const held = await fleet.submit({ ...FREE, createdAt: T0 - MINUTE });
    await fleet.submit(FREE);
    expect(await fleet.monitor.readQueue()).toEqual({
      readyTasks: before.readyTasks + 2,
      oldestReadyAt: Math.min(before.oldestReadyAt ?? Infinity, T0 - MINUTE),
      leasedTasks: before.leasedTasks,
    });
    await fleet.lease(held);
    expect(await fleet.monitor.readQueue()).toMatchObject({
      readyTasks: before.readyTasks + 1,
      leasedTasks: before.leasedTasks + 1,
    });
  });

  test("ended jobs are counted in whole stretches, with what they waited", async () => {
    const fleet = await build();
    // An hour that no other test of the suite writes into.
    const since = T0 + 1_000_000 * MINUTE + 123;
    const end = async (finishedAt: number, startedAt: number | null, state: string) => {
      const job = await cancelled(fleet);
      await fleet.query(sql`UPDATE jobs SET state = ${state}, finished_at = ${finishedAt},
        started_at = ${startedAt}, created_at = ${since} WHERE id = ${job.id}`);
    };
    await end(since, since + 1000, "completed");
    await end(since + MINUTE - 1, since + 3000, "completed");
    await end(since + 2 * MINUTE + 7, null, "failed");
    await end(since + 2 * MINUTE + 9, null, "cancelled");
    await end(since - 1, null, "failed");
    await end(since + 60 * MINUTE, null, "failed");
    expect(await fleet.monitor.countEnded(since, since + 60 * MINUTE, MINUTE)).toEqual([
      { index: 0, completed: 2, failed: 0, cancelled: 0, averageWaitMilliseconds: 2000 },
      { index: 2, completed: 0, failed: 1, cancelled: 1, averageWaitMilliseconds: null },
    ]);
  });
}
