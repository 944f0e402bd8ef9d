import { expect, it } from "vitest";
import { openDatabase } from "../../edge/adapters/d1/database.ts";
import { createJobStore } from "../../edge/adapters/d1/job-store.ts";
import { createOutboxStore } from "../../edge/adapters/d1/outbox-store.ts";
import { buildFleet, newId, T0 } from "../support/build-fleet.ts";
import { createBatchRunner, openMigratedDatabase } from "../support/node-sqlite-connection.ts";

/** A job whose cancellation commits as soon as a read of another caller has sent its first batch. */
async function buildRace() {
  const sqlite = openMigratedDatabase();
  const runBatch = createBatchRunner(sqlite);
  const fleet = await buildFleet(
    openDatabase({ batch: (statements) => Promise.resolve(runBatch(statements)) }),
  );
  const job = await fleet.submit();
  let cancelled: Promise<unknown> | null = null;
  const slow = openDatabase({
    async batch(statements) {
      const outcomes = runBatch(statements);
      cancelled ??= fleet.jobs.cancel(job.id, fleet.accountId, newId(), T0);
      await cancelled;
      return outcomes;
    },
  });
  return { fleet, job, slow };
}

it("reads a job and its tasks at one moment", async () => {
  const { fleet, job, slow } = await buildRace();
  const before = await createJobStore(slow).readSnapshot(job.id);
  expect(before).toMatchObject({ state: "queued", tasks: [{ state: "ready" }] });
  const after = await fleet.jobs.readSnapshot(job.id);
  expect(after).toMatchObject({ state: "cancelled", tasks: [{ state: "cancelled" }] });
});

it("reads what is to be told and the job at one moment", async () => {
  const { job, slow } = await buildRace();
  const [before] = await createOutboxStore(slow).changesOf([job.id]);
  expect(before?.entries.map(({ events }) => events[0].type)).toEqual(["job-queued"]);
  expect(before?.job).toMatchObject({ state: "queued", tasks: [{ state: "ready" }] });
});
