import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { buildFleet, newId, T0 } from "../../support/build-fleet.ts";

/** What an outbox must do: keep events in order until they are told, then forget them. */
export function describeOutboxStore(open: () => Promise<Database>): void {
  test("keeps a job's events in order until they are done", async () => {
    const fleet = await buildFleet(await open());
    const job = await fleet.submit();
    await fleet.settle(await fleet.lease(job));
    const pending = await fleet.pendingOf(job.id);
    const ordinals = pending.map((entry) => entry.ordinal);
    expect(ordinals).toEqual(ordinals.toSorted((a, b) => a - b));
    expect(pending[0]?.event).toEqual({
      type: "job-queued",
      eventId: `${job.id}:queued`,
      jobId: job.id,
      dialect: "native",
      at: T0,
      kind: "generate-video",
    });
    await fleet.outbox.markDone(ordinals.slice(0, 3), T0 + 1);
    expect(await fleet.events(job)).toEqual(["task-done", "job-completed"]);
    await fleet.outbox.markDone([...ordinals, ...Array(150).fill(0)], T0 + 2);
    await fleet.outbox.markDone([], T0 + 2);
    expect(await fleet.events(job)).toEqual([]);
  });

  test("names the jobs that have waited longest first", async () => {
    const fleet = await buildFleet(await open());
    // Older than anything else in a database that other tests may share.
    const createdAt = 1000;
    const [first, second] = [await fleet.submit({ createdAt }), await fleet.submit({ createdAt })];
    const late = await fleet.submit();
    expect(await fleet.outbox.pendingJobs(createdAt + 1, 100)).toEqual([first.id, second.id]);
    expect(await fleet.outbox.pendingJobs(createdAt + 1, 1)).toEqual([first.id]);
    expect(await fleet.outbox.pendingJobs(createdAt, 100)).toEqual([]);
    expect(await fleet.outbox.pendingJobs(T0 + 1, 1000)).toContain(late.id);
    for (const job of [first, second]) {
      const entries = await fleet.pendingOf(job.id);
      await fleet.outbox.markDone(
        entries.map((entry) => entry.ordinal),
        2000,
      );
    }
    expect(await fleet.outbox.pendingJobs(createdAt + 1, 100)).toEqual([]);
  });

  test("reads many jobs with what is to be told of them, and leaves out what is told", async () => {
    const fleet = await buildFleet(await open());
    const [fresh, running, told] = [
      await fleet.submit(),
      await fleet.submit(),
      await fleet.submit(),
    ];
    await fleet.lease(running);
    const done = await fleet.pendingOf(told.id);
    await fleet.outbox.markDone(
      done.map((entry) => entry.ordinal),
      2000,
    );
    const ids = [fresh.id, running.id, told.id, newId()];
    const changes = await fleet.outbox.changesOf(ids);
    expect(new Map(changes.map(({ job, entries }) => [job.jobId, entries]))).toEqual(
      new Map([
        [fresh.id, await fleet.pendingOf(fresh.id)],
        [running.id, await fleet.pendingOf(running.id)],
      ]),
    );
    for (const { job } of changes) {
      expect(job).toEqual(await fleet.jobs.readSnapshot(job.jobId));
      expect(job.tasks).toHaveLength(1);
    }
    expect(await fleet.outbox.changesOf([])).toEqual([]);
  });

  test("forgets what was done before, never what is pending", async () => {
    const fleet = await buildFleet(await open());
    const [done, pending] = [await fleet.submit(), await fleet.submit()];
    const rows = async () =>
      (
        await fleet.query(
          sql`SELECT job_id FROM outbox WHERE job_id IN (${done.id}, ${pending.id}) ORDER BY ordinal`,
        )
      ).flat();
    const entries = await fleet.pendingOf(done.id);
    await fleet.outbox.markDone(
      entries.map((entry) => entry.ordinal),
      5000,
    );
    await fleet.outbox.forgetDone(5000, 1000);
    expect(await rows()).toEqual([done.id, pending.id]);
    await fleet.outbox.forgetDone(5001, 0);
    expect(await rows()).toEqual([done.id, pending.id]);
    await fleet.outbox.forgetDone(5001, 1000);
    expect(await rows()).toEqual([pending.id]);
  });
}
