import { describe, expect, it } from "vitest";
import { PROGRESS_SECONDS } from "#contracts/limits.ts";
import { ProgressReport } from "#contracts/node-protocol.ts";
import { buildPool, LEASE_SECONDS } from "../support/build-pool.ts";

type Pool = Awaited<ReturnType<typeof buildPool>>;

async function leased() {
  const pool = await buildPool();
  await pool.connectNode(pool.nodeId);
  const job = await pool.submit();
  const lease = await pool.take(pool.nodeId);
  const readTask = async () => (await pool.jobs.readSnapshot(job.id))?.tasks[0];
  return { pool, job, lease: lease!, readTask };
}

/** Lets time pass while the object leaves memory again and again. */
async function passWithRestarts(
  pool: Pool,
  seconds: number,
  between: () => Promise<unknown> = () => Promise.resolve(),
  stepSeconds = 10,
) {
  for (let passed = 0; passed < seconds; passed += stepSeconds) {
    pool.restart();
    await pool.advance(stepSeconds * 1000);
    await between();
  }
}

const aReport = (reportNumber: number) =>
  ProgressReport.parse({ reportNumber, stage: "generating", percent: reportNumber });

describe("a pool whose object is started anew", () => {
  it("writes nothing for a job, and one row for each look at its leases", async () => {
    const { pool, lease } = await leased();
    const before = pool.countWrites();
    for (let number = 1; number <= 20; number += 1) {
      await pool.dispatcher.report(pool.nodeId, lease.leaseId, aReport(number));
    }
    await pool.submit();
    expect(pool.countWrites() - before).toBe(0);
    await pool.advance(LEASE_SECONDS * 1000);
    expect(pool.countWrites() - before).toBeLessThanOrEqual(4);
  });

  it("loses a node that is silent, though it forgets when it last heard it", async () => {
    const { pool, readTask } = await leased();
    pool.connected.clear();
    await passWithRestarts(pool, LEASE_SECONDS - 10);
    expect(await readTask()).toMatchObject({ state: "leased" });
    await passWithRestarts(pool, LEASE_SECONDS);
    expect(await readTask()).toMatchObject({ state: "ready", epoch: 1 });
  });

  it("presumes once, not with each start, that a silent node has spoken", async () => {
    const { pool, lease, readTask } = await leased();
    pool.connected.clear();
    await pool.dispatcher.report(pool.nodeId, lease.leaseId, aReport(1));
    // The sweep calls the pool, which has lived for long enough to keep what it knows.
    const look = () => pool.dispatcher.tick();
    await pool.advance(20_000);
    await look();
    await passWithRestarts(pool, 40, look, 20);
    expect(await readTask()).toMatchObject({ state: "leased" });
    await passWithRestarts(pool, LEASE_SECONDS, look, 20);
    expect(await readTask()).toMatchObject({ state: "ready", epoch: 1 });
  });

  it("keeps a node's lease that speaks over HTTP alone", async () => {
    const { pool, lease, readTask } = await leased();
    pool.connected.clear();
    let number = 0;
    await passWithRestarts(pool, 4 * LEASE_SECONDS, async () => {
      number += 1;
      if (number % 2 === 1) return;
      await pool.dispatcher.report(pool.nodeId, lease.leaseId, aReport(number));
    });
    expect(await readTask()).toMatchObject({ state: "leased", lease: { leaseId: lease.leaseId } });
  });

  it("takes a task away that reports nothing, though its node lives", async () => {
    const { pool, readTask } = await leased();
    await passWithRestarts(pool, PROGRESS_SECONDS - 10);
    expect(await readTask()).toMatchObject({ state: "leased" });
    await passWithRestarts(pool, 80);
    expect(await readTask()).toMatchObject({ state: "ready", epoch: 1 });
  });

  it("does not take an ended job back for a snapshot that comes late", async () => {
    const { pool, job, lease } = await leased();
    const before = await pool.jobs.readSnapshot(job.id);
    await pool.complete(pool.nodeId, lease);
    pool.restart();
    await pool.dispatcher.sync(before!);
    expect(await pool.dispatcher.readPicture()).toMatchObject({ jobs: [], leased: [] });
  });

  it("remembers shares and strikes as of its last look at the leases", async () => {
    const { pool } = await leased();
    await pool.advance(LEASE_SECONDS * 1000);
    const { accounts } = await pool.dispatcher.readPicture();
    expect(accounts[0]?.virtualTime).toBeGreaterThan(0);
    pool.restart();
    expect((await pool.dispatcher.readPicture()).accounts).toEqual(accounts);
  });
});
