import { expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { buildFleet, newId, T0 } from "../../support/build-fleet.ts";

/** What a job store must do when a job's priority is changed. */
export function describeJobPriority(open: () => Promise<Database>): void {
  const build = async () => buildFleet(await open());
  const raised = () => ({ priority: 7, changeId: newId() });

  test("a priority is kept, counted and told once for each change", async () => {
    const fleet = await build();
    const job = await fleet.submit();
    await fleet.tellAll(job.id);
    const { accountId } = fleet;
    const change = raised();
    expect(await fleet.jobs.prioritise(job.id, accountId, change, T0 + 5)).toBe("set");
    expect(await fleet.jobs.prioritise(job.id, accountId, raised(), T0 + 6)).toBe("set");
    expect(await fleet.readJob(job)).toMatchObject({ priority: 7, state: "queued" });
    expect(await fleet.jobs.readSnapshot(job.id)).toMatchObject({
      priority: 7,
      priorityChanges: 1,
    });
    expect(await fleet.pendingOf(job.id)).toEqual([
      {
        type: "job-priority-changed",
        eventId: `${job.id}:priority:${change.changeId}`,
        jobId: job.id,
        dialect: "native",
        at: T0 + 5,
        priority: 7,
      },
    ]);
  });

  test("nobody changes the priority of a foreign job, or of one that ends", async () => {
    const fleet = await build();
    const stranger = await buildFleet(fleet.database);
    const job = await fleet.submit();
    const { accountId } = fleet;
    const foreign = await fleet.jobs.prioritise(job.id, stranger.accountId, raised(), T0);
    expect(foreign).toBe("not-found");
    expect(await fleet.jobs.prioritise(newId(), accountId, raised(), T0)).toBe("not-found");
    await fleet.lease(job);
    await fleet.jobs.cancel(job.id, accountId, newId(), T0 + 9);
    expect(await fleet.jobs.prioritise(job.id, accountId, raised(), T0 + 10)).toBe("ended");
    expect(await fleet.readJob(job)).toMatchObject({ priority: 0, state: "cancelling" });
    expect(await fleet.jobs.readSnapshot(job.id)).toMatchObject({ priorityChanges: 0 });
  });
}
