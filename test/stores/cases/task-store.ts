import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { createAssetStore } from "../../../edge/adapters/d1/asset-store.ts";
import { anOutput, aTask, buildFleet, MEDIA, newId, T0 } from "../../support/build-fleet.ts";

/** What a task store must do: grants, fencing, settling and giving back. */
export function describeTaskStore(open: () => Promise<Database>): void {
  const build = async () => buildFleet(await open());

  describe("the grant", () => {
    test("raises the epoch once and starts the job", async () => {
      const fleet = await build();
      const job = await fleet.submit();
      const leaseId = newId();
      for (let call = 0; call < 2; call += 1) {
        expect(await fleet.grant(job, { leaseId, slotIndex: 3 })).toEqual({
          leaseId,
          taskId: job.tasks[0]?.id,
          jobId: job.id,
          epoch: 1,
          spec: job.tasks[0]?.spec,
          deadlineSeconds: 600,
        });
      }
      expect(await fleet.readJob(job)).toMatchObject({ state: "running", startedAt: T0 + 1000 });
      expect((await fleet.jobs.readSnapshot(job.id))?.tasks[0]).toMatchObject({
        state: "leased",
        epoch: 1,
        lease: {
          leaseId,
          nodeId: fleet.nodeId,
          slotIndex: 3,
          leasedAt: T0 + 1000,
          expiresAt: T0 + 61_000,
          deadlineAt: T0 + 601_000,
        },
      });
      expect(await fleet.events(job)).toEqual(["job-queued", "job-started", "task-leased"]);
    });

    test("goes to one of many that ask at once", async () => {
      const fleet = await build();
      const job = await fleet.submit();
      const grants = await Promise.all(Array.from({ length: 8 }, () => fleet.grant(job)));
      expect(grants.filter((granted) => granted !== null)).toHaveLength(1);
      expect((await fleet.jobs.readSnapshot(job.id))?.tasks[0]?.epoch).toBe(1);
    });

    test("refuses a task that waits, has ended, or is of another job", async () => {
      const fleet = await build();
      const first = aTask({ final: false });
      const job = await fleet.submit({
        tasks: [first, aTask({ position: 1, dependsOn: [first.id] })],
      });
      const other = await fleet.submit();
      expect(await fleet.grant(job, { index: 1 })).toBeNull();
      expect(await fleet.grant(job, { jobId: other.id })).toBeNull();
      expect(await fleet.grant(job, { taskId: newId() })).toBeNull();
      expect(await fleet.readJob(other)).toMatchObject({ state: "queued" });
      await fleet.settle(await fleet.lease(job));
      expect(await fleet.grant(job)).toBeNull();
    });

    test.for(["draining", "paused", "revoked"] as const)("refuses a %s node", async (state) => {
      const fleet = await build();
      const job = await fleet.submit();
      await fleet.nodes.changeState(fleet.nodeId, state, null, T0);
      expect(await fleet.grant(job)).toBeNull();
      expect(await fleet.grant(job, { nodeId: newId() })).toBeNull();
      expect(await fleet.readJob(job)).toMatchObject({ state: "queued" });
      expect(await fleet.events(job)).toEqual(["job-queued"]);
    });

    test("refuses a job that is being cancelled", async () => {
      const fleet = await build();
      const job = await fleet.submit({ tasks: [aTask(), aTask({ position: 1 })] });
      await fleet.lease(job);
      await fleet.query(sql`UPDATE jobs SET state = 'cancelling' WHERE id = ${job.id}`);
      expect(await fleet.grant(job, { index: 1 })).toBeNull();
    });

    test("starts no more jobs than the account may run, but goes on with those", async () => {
      const fleet = await build();
      const [first, second] = [
        await fleet.submit({ tasks: [aTask(), aTask({ position: 1 })] }),
        await fleet.submit(),
      ];
      await fleet.lease(first, { maximumRunningJobs: 1 });
      expect(await fleet.grant(second, { maximumRunningJobs: 1 })).toBeNull();
      await fleet.lease(first, { index: 1, maximumRunningJobs: 1 });
      await fleet.jobs.cancel(first.id, fleet.accountId, newId(), T0);
      expect(await fleet.grant(second, { maximumRunningJobs: 1 })).toBeNull();
      await fleet.jobs.finishCancelling(first.id, newId(), T0);
      await fleet.lease(second, { maximumRunningJobs: 1 });
    });

    test("starts no more jobs of a dialect than that dialect may run, whatever others do", async () => {
      const fleet = await build();
      const price = { currency: "tokens", amount: 0 } as const;
      const submit = (dialect: "video-jobs" | "native") => fleet.submit({ dialect, price });
      const capped = { maximumRunningInDialect: 1 };
      await fleet.lease(await submit("native"));
      const first = await submit("video-jobs");
      const second = await submit("video-jobs");
      await fleet.lease(first, capped);
      expect(await fleet.grant(second, capped)).toBeNull();
      await fleet.lease(await submit("native"));
      await fleet.jobs.cancel(first.id, fleet.accountId, newId(), T0);
      expect(await fleet.grant(second, capped)).toBeNull();
      await fleet.jobs.finishCancelling(first.id, newId(), T0);
      await fleet.lease(second, capped);
    });

    test("waits for the retry time", async () => {
      const fleet = await build();
      const job = await fleet.submit();
      await fleet.release(await fleet.lease(job), { retryAt: T0 + 6000 });
      expect(await fleet.grant(job, { now: T0 + 5999 })).toBeNull();
      expect(await fleet.grant(job, { now: T0 + 6000 })).toMatchObject({ epoch: 2 });
    });
  });

  describe("settling", () => {
    test("ends the task, its job and its hold with the last output", async () => {
      const fleet = await build();
      const job = await fleet.submit();
      const held = await fleet.lease(job);
      const outputs = [anOutput(held), anOutput(held, "thumbnail")];
      expect(await fleet.settle(held, { outputs })).toBe("done");
      const before = [await fleet.ledger(job), await fleet.events(job)];
      expect(before).toEqual([
        ["hold 30 -30", "capture 30 0"],
        ["job-queued", "job-started", "task-leased", "task-done", "job-completed"],
      ]);
      // The same call again, with other asset ids as a retry would mint, has no new effect.
      const again = { outputs: [anOutput(held), anOutput(held, "thumbnail")], now: T0 + 7000 };
      expect(await fleet.settle(held, again)).toBe("done");
      expect([await fleet.ledger(job), await fleet.events(job)]).toEqual(before);
      expect(await fleet.balance()).toBe(70);
      expect(await fleet.readJob(job)).toMatchObject({
        state: "completed",
        percent: 100,
        stage: null,
        finishedAt: T0 + 5000,
        errorCode: null,
      });
      const assets = await createAssetStore(fleet.database).listJobOutputs(job.id);
      expect(assets.map((asset) => asset.id).toSorted()).toEqual(
        outputs.map((output) => output.assetId).toSorted(),
      );
      const completed = (await fleet.pendingOf(job.id)).at(-1);
      expect(completed).toMatchObject({
        type: "job-completed",
        at: T0 + 5000,
        model: "procedural",
        media: MEDIA,
      });
      expect(completed?.type === "job-completed" && completed.outputs).toHaveLength(2);
    });

    test.for(["settle", "release"] as const)(
      "%s of another epoch, node, lease or task changes nothing",
      async (call) => {
        const fleet = await build();
        const job = await fleet.submit();
        const held = await fleet.lease(job);
        const other = await fleet.addNode();
        for (const change of [
          { epoch: 0 },
          { epoch: 2 },
          { nodeId: other },
          { leaseId: newId() },
          { taskId: newId() },
        ]) {
          expect(await fleet[call](held, change)).toBeNull();
        }
        expect(await fleet.readJob(job)).toMatchObject({ state: "running" });
        expect(await fleet.taskStates(job)).toEqual(["leased"]);
        expect(await fleet.events(job)).toEqual(["job-queued", "job-started", "task-leased"]);
        expect(await fleet.ledger(job)).toEqual(["hold 30 -30"]);
        expect(await fleet[call](held)).toBe(call === "settle" ? "done" : "ready");
        expect(await fleet[call](held, { nodeId: other })).toBeNull();
        expect(await fleet[call](held, { epoch: 2 })).toBeNull();
      },
    );

    test("answers a node the same that gave its lease back, also when another has it", async () => {
      const fleet = await build();
      const job = await fleet.submit();
      const given = await fleet.lease(job);
      await fleet.release(given, { cause: "drain", retryAt: T0 });
      const held = await fleet.lease(job, { nodeId: await fleet.addNode() });
      expect(await fleet.release(given)).toBe("ready");
      expect(await fleet.settle(given)).toBeNull();
      expect(await fleet.release(given, { nodeId: held.nodeId })).toBeNull();
      expect(await fleet.taskStates(job)).toEqual(["leased"]);
    });

    test("is refused to a node whose lease the pool took away", async () => {
      const fleet = await build();
      const job = await fleet.submit();
      const stale = await fleet.lease(job);
      await fleet.release(stale, { cause: "lost", by: "pool" });
      expect(await fleet.settle(stale)).toBeNull();
      expect(await fleet.release(stale)).toBeNull();
      expect(await fleet.taskStates(job)).toEqual(["ready"]);
    });

    test("is refused to a node whose task has gone to another", async () => {
      const fleet = await build();
      const job = await fleet.submit();
      const stale = await fleet.lease(job);
      await fleet.release(stale, { cause: "lost", by: "pool", retryAt: T0 });
      const nodeId = await fleet.addNode();
      const held = await fleet.lease(job, { nodeId });
      expect(held.epoch).toBe(2);
      expect(await fleet.settle(stale)).toBeNull();
      expect(await fleet.release(stale)).toBeNull();
      expect(await fleet.taskStates(job)).toEqual(["leased"]);
      expect(await fleet.tasks.readLease(stale.leaseId)).toBeNull();
      expect(await fleet.tasks.readLease(held.leaseId)).toMatchObject({
        nodeId,
        epoch: 2,
        current: true,
        settled: false,
        losses: 1,
        attempts: 0,
        final: true,
      });
      expect(await fleet.settle(held)).toBe("done");
      // A call that comes after that adds nothing to what was settled.
      expect(await fleet.settle(stale)).toBeNull();
      const assets = await createAssetStore(fleet.database).listJobOutputs(job.id);
      expect(assets.map((asset) => asset.objectKey)).toEqual([anOutput(held).objectKey]);
    });

    test("on a cancelling job ends it cancelled, without outputs", async () => {
      const fleet = await build();
      const job = await fleet.submit();
      const held = await fleet.lease(job);
      await fleet.jobs.cancel(job.id, fleet.accountId, newId(), T0 + 2000);
      expect(await fleet.settle(held)).toBe("cancelled");
      expect(await fleet.settle(held)).toBe("cancelled");
      expect(await fleet.readJob(job)).toMatchObject({ state: "cancelled" });
      expect(await createAssetStore(fleet.database).listJobOutputs(job.id)).toEqual([]);
      expect((await fleet.events(job)).slice(-2)).toEqual(["job-cancelling", "job-cancelled"]);
      expect(await fleet.ledger(job)).toEqual(["hold 30 -30", "capture 30 0"]);
    });
  });

  describe("giving a task back", () => {
    test("fails the job with the third error, and refunds it", async () => {
      const fleet = await build();
      const job = await fleet.submit();
      const states = [];
      for (const [attempt, nodeId] of [
        fleet.nodeId,
        await fleet.addNode(),
        fleet.nodeId,
      ].entries()) {
        const held = await fleet.lease(job, { nodeId });
        states.push(await fleet.release(held, { retryAt: T0, message: `Attempt ${attempt}.` }));
        expect(await fleet.release(held, { retryAt: T0 })).toBe(states.at(-1));
      }
      expect(states).toEqual(["ready", "ready", "failed"]);
      expect(await fleet.readJob(job)).toMatchObject({
        state: "failed",
        errorCode: "render-failed",
        errorMessage: "Attempt 2.",
      });
      expect(await fleet.ledger(job)).toEqual(["hold 30 -30", "refund 30 30"]);
      expect(await fleet.balance()).toBe(100);
      const types = await fleet.events(job);
      expect(types.filter((type) => type === "task-requeued")).toHaveLength(2);
      expect(types.filter((type) => type === "job-started")).toHaveLength(1);
      expect(types.at(-1)).toBe("job-failed");
    });

    test("counts each kind of end by itself", async () => {
      const fleet = await build();
      const job = await fleet.submit();
      for (const cause of ["lost", "lost", "error", "drain", "error", "cancelled"] as const) {
        expect(
          await fleet.release(await fleet.lease(job), { cause, retryAt: T0, maximumLosses: 3 }),
        ).toBe("ready");
      }
      const held = await fleet.lease(job);
      const lease = await fleet.tasks.readLease(held.leaseId);
      expect(lease).toMatchObject({ attempts: 2, losses: 2, epoch: 7 });
      const tried = (await fleet.jobs.readSnapshot(job.id))?.tasks[0]?.triedNodeIds;
      expect(tried).toEqual(Array(4).fill(fleet.nodeId));
      expect(await fleet.release(held, { cause: "lost", maximumLosses: 3 })).toBe("failed");
      expect(await fleet.readJob(job)).toMatchObject({ state: "failed" });
    });

    test("fails at once what no other node would do better, with all the job's tasks", async () => {
      const fleet = await build();
      const job = await fleet.submit({
        tasks: [aTask(), aTask({ position: 1 }), aTask({ position: 2 })],
      });
      const held = await fleet.lease(job);
      const beside = await fleet.lease(job, { index: 1 });
      expect(await fleet.release(held, { retryable: false, code: "refused" })).toBe("failed");
      expect(await fleet.taskStates(job)).toEqual(["failed", "cancelled", "cancelled"]);
      expect(await fleet.readJob(job)).toMatchObject({ state: "failed", errorCode: "refused" });
      expect(await fleet.settle(beside)).toBeNull();
      expect((await fleet.events(job)).at(-1)).toBe("job-failed");
      expect(await fleet.ledger(job)).toEqual(["hold 30 -30", "refund 30 30"]);
    });

    test("is answered the same again after somebody else ended the job", async () => {
      const fleet = await build();
      const [cancelled, expired] = [await fleet.submit(), await fleet.submit()];
      const held = await fleet.lease(cancelled);
      expect(await fleet.release(held)).toBe("ready");
      await fleet.jobs.cancel(cancelled.id, fleet.accountId, newId(), T0 + 2000);
      expect(await fleet.taskStates(cancelled)).toEqual(["cancelled"]);
      expect(await fleet.release(held)).toBe("ready");
      expect(await fleet.settle(held)).toBeNull();
      const late = await fleet.lease(expired);
      expect(await fleet.release(late)).toBe("ready");
      await fleet.jobs.expire(expired.id, newId(), expired.deadlineAt);
      expect(await fleet.taskStates(expired)).toEqual(["failed"]);
      expect(await fleet.release(late)).toBe("ready");
    });

    test("tells why it was given back", async () => {
      const fleet = await build();
      const job = await fleet.submit();
      await fleet.release(await fleet.lease(job), { cause: "drain", message: "Going home." });
      expect((await fleet.pendingOf(job.id)).at(-1)).toMatchObject({
        type: "task-requeued",
        cause: "drain",
        reason: "Going home.",
        epoch: 1,
      });
    });
  });

  test("leases are extended, never shortened, and only while held", async () => {
    const fleet = await build();
    const [first, second] = [await fleet.submit(), await fleet.submit()];
    const held = await fleet.lease(first);
    const gone = await fleet.lease(second);
    await fleet.settle(gone);
    const many = Array.from({ length: 150 }, () => ({ leaseId: newId(), expiresAt: T0 }));
    await fleet.tasks.extendLeases([
      ...many,
      { leaseId: held.leaseId, expiresAt: T0 + 90_000 },
      { leaseId: gone.leaseId, expiresAt: T0 + 90_000 },
    ]);
    await fleet.tasks.extendLeases([{ leaseId: held.leaseId, expiresAt: T0 + 80_000 }]);
    await fleet.tasks.extendLeases([]);
    const leaseOf = async (jobId: string) =>
      (await fleet.jobs.readSnapshot(jobId))?.tasks[0]?.lease ?? null;
    expect(await leaseOf(first.id)).toMatchObject({ expiresAt: T0 + 90_000 });
    expect(await leaseOf(second.id)).toBeNull();
    expect(await fleet.tasks.listJobsWithExpiredLeases(T0 + 90_000, 1000)).not.toContain(first.id);
    const expired = await fleet.tasks.listJobsWithExpiredLeases(T0 + 90_001, 1000);
    expect(expired).toContain(first.id);
    expect(expired).not.toContain(second.id);
  });

  test("lists jobs whose tasks have been ready for long", async () => {
    const fleet = await build();
    const [ready, running] = [await fleet.submit(), await fleet.submit()];
    await fleet.lease(running);
    const listed = await fleet.tasks.listJobsWithReadyTasks(T0 + 1, 1000);
    expect(listed).toContain(ready.id);
    expect(listed).not.toContain(running.id);
    expect(await fleet.tasks.listJobsWithReadyTasks(T0, 1000)).not.toContain(ready.id);
  });
}
