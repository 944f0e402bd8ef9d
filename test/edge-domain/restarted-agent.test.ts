import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { newId } from "../support/build-fleet.ts";
import { buildPool } from "../support/build-pool.ts";
import { openTestDatabase } from "../support/node-sqlite-connection.ts";

describe("an agent that restarts", () => {
  it("has its old leases requeued though its first hello broke off", async () => {
    const database = openTestDatabase();
    const pool = await buildPool(database);
    await pool.connectNode(pool.nodeId);
    await pool.submit();
    const lease = await pool.take(pool.nodeId);
    const instanceId = newId();
    const fault = sql`CREATE TRIGGER fault BEFORE UPDATE ON tasks BEGIN SELECT RAISE(ABORT, 'ill'); END`;
    await database.atomically([fault]);
    await expect(pool.connectNode(pool.nodeId, 1, instanceId)).rejects.toThrow("ill");
    await database.atomically([sql`DROP TRIGGER fault`]);
    await pool.connectNode(pool.nodeId, 1, instanceId);
    await pool.advance(5_000);
    expect(await pool.take(pool.nodeId)).toMatchObject({ taskId: lease!.taskId, epoch: 2 });
  });

  it("leaves nothing with its old process, whenever a request of that comes", async () => {
    for (let turns = 0; turns < 30; turns += 1) {
      const pool = await buildPool();
      const [gone, living] = [newId(), newId()];
      await pool.connectNode(pool.nodeId, 1, gone);
      const job = await pool.submit();
      const ask = (instanceId: string) =>
        pool.dispatcher.takeLease(pool.nodeId, { slotIndex: 0, waitSeconds: 0, instanceId });
      const hello = pool.connectNode(pool.nodeId, 1, living);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      await Promise.all([ask(gone), hello]);
      expect(await pool.taskStates(job), `after ${turns} turns`).toEqual(["ready"]);
      expect(await ask(gone)).toBeNull();
      await pool.advance(5_000);
      expect(await ask(living), `after ${turns} turns`).toMatchObject({ jobId: job.id });
    }
  });
});
