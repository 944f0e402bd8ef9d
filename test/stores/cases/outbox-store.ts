import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import type { JobChange } from "../../../edge/domain/jobs/job-store.ts";
import { anOutput, buildFleet, newId, T0 } from "../../support/build-fleet.ts";

/** What an outbox must do: keep events in order until they are told, then forget them. */
export function describeOutboxStore(open: () => Promise<Database>): void {
  test("keeps a job's events in order until they are done", async () => {
    const fleet = await buildFleet(await open());
    const job = await fleet.submit();
    await fleet.settle(await fleet.lease(job));
    expect(await fleet.events(job)).toEqual([
      "job-queued",
      "job-started",
      "task-leased",
      "task-done",
      "job-completed",
    ]);
    expect((await fleet.pendingOf(job.id))[0]).toEqual({
      type: "job-queued",
      eventId: `${job.id}:queued`,
      jobId: job.id,
      dialect: "native",
      at: T0,
      kind: "generate-video",
    });
    const [change] = await fleet.outbox.changesOf([job.id]);
    if (!change) throw new Error("nothing is to be told");
    // One row for each commit.
    expect(change.entries.map(({ events }) => events.length)).toEqual([1, 2, 2]);
    await fleet.outbox.forgetTold([{ ...change, entries: change.entries.slice(0, 2) }]);
    expect(await fleet.events(job)).toEqual(["task-done", "job-completed"]);
    await fleet.outbox.forgetTold([change, change]);
    await fleet.outbox.forgetTold([]);
    expect(await fleet.events(job)).toEqual([]);
  });

  test("orders a job's commits even when a clock runs behind", async () => {
    const fleet = await buildFleet(await open());
    const job = await fleet.submit();
    await fleet.settle(await fleet.lease(job, { now: T0 - 1000 }), { now: T0 - 2000 });
    expect((await fleet.events(job)).at(0)).toBe("job-queued");
    expect((await fleet.events(job)).at(-1)).toBe("job-completed");
  });

  test("does not take a later commit for one that was told under its ordinal", async () => {
    const fleet = await buildFleet(await open());
    const job = await fleet.submit({ createdAt: T0 });
    const told = await fleet.outbox.changesOf([job.id]);
    await fleet.outbox.forgetTold(told);
    await fleet.lease(job, { now: T0 });
    const [later] = await fleet.outbox.changesOf([job.id]);
    expect(later?.entries[0]?.ordinal).toBe(told[0]?.entries[0]?.ordinal);
    await fleet.outbox.forgetTold(told);
    expect(await fleet.events(job)).toEqual(["job-started", "task-leased"]);
  });

  test("tells nothing again when a call is repeated that everybody was told of", async () => {
    const fleet = await buildFleet(await open());
    const job = await fleet.submit();
    const held = await fleet.lease(job);
    await fleet.tellAll(job.id);
    expect(await fleet.grant(job, { leaseId: held.leaseId })).toMatchObject({ epoch: 1 });
    expect(await fleet.release(held)).toBe("ready");
    await fleet.tellAll(job.id);
    expect(await fleet.release(held)).toBe("ready");
    const again = await fleet.lease(job, { now: T0 + 7000 });
    await fleet.tellAll(job.id);
    const outputs = [anOutput(again)];
    expect(await fleet.settle(again, { outputs })).toBe("done");
    await fleet.tellAll(job.id);
    expect(await fleet.settle(again, { outputs: [anOutput(again)] })).toBe("done");
    await fleet.jobs.cancel(job.id, fleet.accountId, newId(), T0 + 9000);
    expect(await fleet.events(job)).toEqual([]);
    const kept = await fleet.query(sql`SELECT COUNT(*) FROM assets WHERE job_id = ${job.id}`);
    expect(kept).toEqual([[1]]);
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
    for (const job of [first, second]) await fleet.tellAll(job.id);
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
    await fleet.tellAll(told.id);
    const ids = [fresh.id, running.id, told.id, newId()];
    const changes = await fleet.outbox.changesOf(ids);
    const eventsOf = ({ entries }: JobChange) => entries.flatMap(({ events }) => events);
    expect(new Map(changes.map((change) => [change.job.jobId, eventsOf(change)]))).toEqual(
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
}
