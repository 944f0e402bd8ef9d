import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { createAudioStore } from "../../edge/adapters/d1/audio-store.ts";
import { openDatabase, type SqlStatement } from "../../edge/adapters/d1/database.ts";
import { createFleetMinuteStore } from "../../edge/adapters/d1/fleet-minute-store.ts";
import { createMonitorStore } from "../../edge/adapters/d1/monitor-store.ts";
import { createRenderStore } from "../../edge/adapters/d1/render-store.ts";
import { createRetentionStore } from "../../edge/adapters/d1/retention-store.ts";
import { createTaskOutputStore } from "../../edge/adapters/d1/task-output-store.ts";
import { createTemplateStore } from "../../edge/adapters/d1/template-store.ts";
import { JobState } from "#contracts/job.ts";
import { newId, T0 } from "../support/build-fleet.ts";
import { createBatchRunner, openMigratedDatabase } from "../support/node-sqlite-connection.ts";
import { buildRecords } from "../support/velocity-records.ts";

/** Tables that grow with every job; only by an index may they be read. */
const GROWING =
  "jobs|own|others|tasks|needed|film|used|assets|clip|job_inputs|ledger|held|captured|" +
  "template_renders|render|rendering";
const SCAN = new RegExp(`^SCAN (?:${GROWING})(?! .*jobs_open)`);

/** Runs everything, and keeps the plan of each statement. */
function openPlanned() {
  const sqlite = openMigratedDatabase();
  const run = createBatchRunner(sqlite);
  const plans = new Map<string, string[]>();
  const database = openDatabase({
    batch: async (statements) => {
      for (const statement of statements) plans.set(statement.sql, explain(sqlite, statement));
      return run(statements);
    },
  });
  return { database, plans };
}

function explain(sqlite: DatabaseSync, { sql, parameters }: SqlStatement): string[] {
  const rows = sqlite.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...(parameters as SQLInputValue[]));
  return rows.map(({ detail }) => String(detail));
}

describe("queries", () => {
  test("the plan of a query that reads a whole table is told apart", () => {
    const sqlite = openMigratedDatabase();
    const plan = (sql: string) => explain(sqlite, { sql, parameters: [] });
    expect(plan("SELECT * FROM tasks WHERE state = 'ready'").some((line) => SCAN.test(line))).toBe(
      true,
    );
    expect(plan("SELECT * FROM jobs WHERE id = 'x'").some((line) => SCAN.test(line))).toBe(false);
  });

  test("no query of a job's way, of the sweep or of a list reads a whole table", async () => {
    const { database, plans } = openPlanned();
    const fleet = await buildRecords(database);
    const { accountId, assets, jobs, tasks, pool, nodeId } = fleet;
    const [templates, audio] = [createTemplateStore(database), createAudioStore(database)];
    const [renders, monitor] = [createRenderStore(database), createMonitorStore(database)];
    const [retention, outputs] = [createRetentionStore(database), createTaskOutputStore(database)];

    const job = await fleet.submit({ maximumOpenInDialect: 5 });
    const held = await fleet.lease(job, { maximumRunningInDialect: 5 });
    await tasks.extendLeases([{ leaseId: held.leaseId, expiresAt: T0 + 99_000 }]);
    await jobs.recordProgress(job.id, { percent: 5, stage: "generating" }, T0, true);
    await tasks.listHeld(nodeId);
    await fleet.release(held);
    const again = await fleet.lease(job, { now: T0 + 7000 });
    const verified = { ...aTaskOutput, leaseId: again.leaseId, taskId: again.taskId };
    await outputs.put(verified, again, T0);
    await fleet.settle(again);
    await fleet.tellAll(job.id);
    await jobs.cancel(job.id, accountId, newId(), T0 + 8000);
    await jobs.finishCancelling(job.id, newId(), T0 + 8000);
    await jobs.expire(job.id, newId(), T0 + 8000);

    const metered = { currency: "milliseconds", amount: 0, metered: true } as const;
    await fleet.settle(await fleet.lease(await fleet.submit({ price: metered })));
    await fleet.submitRender({ file: await fleet.upload() });
    await renders.list({ accountId, states: ["queued"] });
    await renders.readOwned(job.id, accountId);
    await templates.delete(newId(), accountId, T0);
    await audio.delete(newId(), accountId, T0);
    await fleet.accounts.readGranted(accountId);

    await fleet.outbox.pendingJobs(T0, 10);
    await jobs.listActiveIds(pool);
    await jobs.listPastDeadline(T0, 10);
    await jobs.listStuckCancelling(T0, 10);
    await tasks.listJobsWithExpiredLeases(T0, 10);
    await tasks.listJobsWithReadyTasks(T0, 10);
    await tasks.listMade(accountId, ["key"]);
    await outputs.listEnded(T0, 10);
    await assets.listReferenced({ jobId: job.id, accountId });
    await assets.listOwedDeletions(10);
    await assets.expireIntermediates(T0, T0, 10);
    await retention.forgetJobs(accountId, T0 + 999_999, 10);
    await retention.expireOutputs(accountId, T0 + 999_999, T0, 10);
    const minutes = createFleetMinuteStore(database);
    await minutes.record({ startsAt: [T0], slots: [{ pool, slots: 1 }], now: T0 });

    await jobs.list({ accountId, limit: 10 });
    await jobs.list({ accountId, limit: 10, states: ["queued", "running"], before: newId() });
    await jobs.count({ accountId, states: ["completed"] });
    await jobs.readOwned(job.id, accountId);
    await jobs.listBatch(newId(), accountId);
    await jobs.listInputs(job.id);
    await assets.listJobOutputs(job.id);
    await assets.readJobOutput(job.id, "video");
    await assets.listSceneImages(job.id);
    await assets.listOwned({ accountId, limit: 10 });
    await assets.readUsedBytes(accountId, T0);
    await assets.delete(newId(), accountId, T0);
    await monitor.listPublicJobs(JobState.options, 10);
    await monitor.listPublicJobs(["queued", "running"], 10);
    await monitor.readQueue();
    await monitor.countEnded(T0, T0 + 1000, 100);

    expect(plans.size).toBeGreaterThan(80);
    const scans = [...plans].flatMap(([sql, plan]) =>
      plan.filter((line) => SCAN.test(line)).map((line) => `${line} of ${sql}`),
    );
    expect(scans).toEqual([]);
    const submit = [...plans].find(([sql]) => sql.startsWith("INSERT OR IGNORE INTO jobs"));
    // However much an account has waiting, to count it costs little.
    expect(submit?.[1].some((line) => line.includes("COVERING INDEX jobs_open"))).toBe(true);
  });
});

const aTaskOutput = {
  epoch: 2,
  name: "video",
  objectKey: "outputs/a/2/video",
  contentType: "video/mp4",
  sizeBytes: 20,
  sha256: "ab",
  uploadId: null,
  etag: "etag",
  verifiedAt: T0,
} as const;
