import { sql } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JobState, TaskState } from "#contracts/job.ts";
import { JOB_TRANSITIONS, TASK_TRANSITIONS } from "../../edge/domain/jobs/transitions.ts";
import { aTask, buildFleet, newId, T0 } from "../support/build-fleet.ts";
import { openTestDatabase } from "../support/node-sqlite-connection.ts";

const STEPS = [
  "grant",
  "settle",
  "error",
  "lost",
  "drain",
  "cancel",
  "finish-cancelling",
  "expire",
  "settle-stale",
] as const;

/** Grants come more often than the rest: most of what can happen needs a lease. */
const aStep = fc.oneof(
  { weight: 2, arbitrary: fc.constant("grant" as const) },
  { weight: 3, arbitrary: fc.constantFrom(...STEPS) },
);

/** Runs steps in any order on a job of three tasks; answers every change of state there was. */
async function observe(steps: readonly (typeof STEPS)[number][]) {
  const fleet = await buildFleet(openTestDatabase());
  for (const table of ["jobs", "tasks"]) {
    await fleet.database.atomically([
      sql.raw(`CREATE TABLE changes_of_${table} (id TEXT, before TEXT, after TEXT)`),
      sql.raw(`CREATE TRIGGER watch_${table} AFTER UPDATE OF state ON ${table}
        WHEN OLD.state <> NEW.state
        BEGIN INSERT INTO changes_of_${table} VALUES (NEW.id, OLD.state, NEW.state); END`),
    ]);
  }
  const first = newId();
  const tasks = [
    aTask({ id: first, final: false }),
    aTask({ position: 1, dependsOn: [first], final: false }),
    aTask({ position: 2, dependsOn: [first] }),
  ];
  const job = await fleet.submit({ tasks });
  const held: NonNullable<Awaited<ReturnType<typeof fleet.grant>>>[] = [];
  const stale: typeof held = [];
  let now = T0 + 1000;
  for (const step of steps) {
    now += 1000;
    const lease = held[0];
    switch (step) {
      case "grant": {
        const states = await fleet.taskStates(job);
        const granted = await fleet.grant(job, { index: states.indexOf("ready"), now });
        if (granted) held.push(granted);
        break;
      }
      case "settle":
      case "error":
      case "lost":
      case "drain":
        if (!lease) break;
        stale.push(...held.splice(0, 1));
        if (step === "settle") {
          await fleet.settle({ ...lease, nodeId: fleet.nodeId }, { now });
        } else {
          await fleet.release(
            { ...lease, nodeId: fleet.nodeId },
            { now, cause: step, retryAt: now },
          );
        }
        break;
      case "cancel":
        await fleet.jobs.cancel(job.id, job.accountId, newId(), now);
        break;
      case "finish-cancelling":
        await fleet.jobs.finishCancelling(job.id, newId(), now);
        break;
      case "expire":
        await fleet.jobs.expire(job.id, newId(), job.deadlineAt + now - T0);
        break;
      case "settle-stale":
        if (stale[0]) await fleet.settle({ ...stale[0], nodeId: fleet.nodeId }, { now });
    }
  }
  const changesOf = async (table: string) =>
    (await fleet.query(sql.raw(`SELECT id, before, after FROM changes_of_${table}`))).map(
      ([id, before, after]) => ({ id: String(id), before: String(before), after: String(after) }),
    );
  return {
    jobChanges: await changesOf("jobs"),
    taskChanges: await changesOf("tasks"),
    ledger: await fleet.ledger(job),
    ended: (await fleet.events(job)).filter((type) =>
      ["job-completed", "job-failed", "job-cancelled"].includes(type),
    ),
    balance: await fleet.balance(),
    state: (await fleet.readJob(job))?.state,
  };
}

describe("transitions", () => {
  it("are those of the tables, whatever happens in whatever order", async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(aStep, { maxLength: 25 }), async (steps) => {
        const run = await observe(steps);
        for (const { before, after } of run.jobChanges) {
          expect(JOB_TRANSITIONS[JobState.parse(before)]).toContain(after);
          seen.add(`job ${before} → ${after}`);
        }
        for (const { before, after } of run.taskChanges) {
          expect(TASK_TRANSITIONS[TaskState.parse(before)]).toContain(after);
          seen.add(`task ${before} → ${after}`);
        }
        const terminal = ["completed", "failed", "cancelled"].includes(run.state ?? "");
        expect(run.ended).toHaveLength(terminal ? 1 : 0);
        expect(run.ledger).toHaveLength(terminal ? 2 : 1);
        expect([70, 100]).toContain(run.balance);
      }),
      { numRuns: 300, seed: 7 },
    );
    // A property that never saw a change would hold of anything.
    for (const [before, followers] of Object.entries(TASK_TRANSITIONS)) {
      for (const after of followers) expect(seen).toContain(`task ${before} → ${after}`);
    }
  });
});
