import { describe, expect, it } from "vitest";
import { QUARANTINE_BASE_SECONDS, STRIKES_BEFORE_QUARANTINE } from "#contracts/limits.ts";
import { buildPool } from "../support/build-pool.ts";

const FREE = { price: { currency: "tokens", amount: 0 } } as const;

/** A node that failed what the good one then did, often enough. */
async function buildQuarantine() {
  const pool = await buildPool();
  const bad = pool.nodeId;
  const good = await pool.addNode();
  await pool.connectNode(bad);
  await pool.connectNode(good);
  for (let round = 0; round < STRIKES_BEFORE_QUARANTINE; round += 1) {
    await pool.submit(FREE);
    await pool.fail(bad, (await pool.take(bad))!);
    await pool.complete(good, (await pool.take(good))!);
  }
  const readEnd = async () => {
    const heard = await pool.dispatcher.listHeard();
    return heard.find(({ nodeId }) => nodeId === bad)?.quarantinedUntil;
  };
  const readReason = async (jobId: string) =>
    (await pool.dispatcher.explainWaiting(jobId))?.tasks[0]?.reason;
  return { pool, bad, good, readEnd, readReason };
}

describe("a quarantine", () => {
  it("is told with its end, as what keeps a task from the node that is free", async () => {
    const { pool, bad, good, readEnd, readReason } = await buildQuarantine();
    const until = pool.now() + QUARANTINE_BASE_SECONDS * 1000;
    expect(await readEnd()).toBe(until);
    await pool.submit(FREE);
    expect(await pool.take(good)).not.toBeNull();
    const waiting = await pool.submit(FREE);
    expect(await pool.take(bad)).toBeNull();
    expect(await readReason(waiting.id)).toEqual({ code: "node-quarantined", until });
  });

  it("ends with the operator's word, also for a pool that is started anew", async () => {
    const { pool, bad, good, readEnd } = await buildQuarantine();
    await pool.submit(FREE);
    await pool.take(good);
    const waiting = await pool.submit(FREE);
    await pool.dispatcher.changeNode(bad);
    expect(await readEnd()).toBeNull();
    pool.restart();
    expect(await readEnd()).toBeNull();
    expect(await pool.take(bad)).toMatchObject({ jobId: waiting.id });
  });

  it("keeps no task from the only node that could take it", async () => {
    const { pool, bad, good } = await buildQuarantine();
    await pool.nodes.changeState(good, "paused", null, pool.now());
    await pool.dispatcher.changeNode(good);
    const job = await pool.submit(FREE);
    expect(await pool.take(bad)).toMatchObject({ jobId: job.id });
  });
});
