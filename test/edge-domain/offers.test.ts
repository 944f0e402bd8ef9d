import { describe, expect, it } from "vitest";
import { OFFER_SECONDS } from "#contracts/limits.ts";
import type { NewJob } from "../../edge/domain/jobs/job.ts";
import { aJob, aTask, newId } from "../support/build-fleet.ts";
import { buildPool, LEASE_SECONDS } from "../support/build-pool.ts";

const FREE = { price: { currency: "tokens", amount: 0 } } as const;

/** A pool with two connected nodes, the one that is walked first before the other. */
async function buildPair() {
  const pool = await buildPool();
  const [first, second] = [pool.nodeId, await pool.addNode()].toSorted() as [string, string];
  await pool.connectNode(first);
  await pool.connectNode(second);
  const offeredTo = () =>
    pool.told.flatMap(({ nodeId, message }) => (message.type === "offer" ? [nodeId] : []));
  return { pool, first, second, offeredTo };
}

describe("a waiting task", () => {
  it("hides none behind it that a slot can take, however many wait for another node", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId);
    const elsewhere = { kind: "generate-video", model: "cosmos" };
    for (let count = 0; count < 60; count += 1) {
      await pool.submit({ ...FREE, tasks: [aTask({ requirements: elsewhere })] });
    }
    const job = await pool.submit(FREE);
    expect(pool.told).toMatchObject([{ message: { taskId: job.tasks[0]?.id } }]);
    expect(await pool.take(pool.nodeId)).toMatchObject({ jobId: job.id });
  });
});

describe("an offer", () => {
  it("goes to another node when it ran out unanswered, and new work goes there at once", async () => {
    const { pool, first, second, offeredTo } = await buildPair();
    await pool.submit(FREE);
    expect(offeredTo()).toEqual([first]);
    await pool.advance(OFFER_SECONDS * 1000);
    expect(offeredTo()).toEqual([first, second]);
    const lease = await pool.take(second);
    await pool.complete(second, lease!);
    pool.told.length = 0;
    await pool.submit(FREE);
    expect(offeredTo()).toEqual([second]);
  });

  it("goes round the nodes while none of them answers", async () => {
    const { pool, first, second, offeredTo } = await buildPair();
    await pool.submit(FREE);
    await pool.advance(4 * OFFER_SECONDS * 1000);
    expect(offeredTo()).toEqual([first, second, first, second, first]);
  });

  it("is made again to a slot that asked for work since", async () => {
    const { pool, first, offeredTo } = await buildPair();
    await pool.submit(FREE);
    await pool.advance(2 * OFFER_SECONDS * 1000);
    const lease = await pool.take(first);
    await pool.complete(first, lease!);
    pool.told.length = 0;
    await pool.submit(FREE);
    expect(offeredTo()).toEqual([first]);
  });

  it("is made again to the only free slot", async () => {
    const pool = await buildPool();
    await pool.connectNode(pool.nodeId);
    await pool.submit(FREE);
    await pool.advance(LEASE_SECONDS * 1000);
    expect(pool.told.length).toBeGreaterThan(1);
  });

  it("is not made to a node that is silent, though its socket is open", async () => {
    const { pool, first, second, offeredTo } = await buildPair();
    pool.silent.add(first);
    await pool.advance(LEASE_SECONDS * 1000);
    await pool.submit(FREE);
    expect(offeredTo()).toEqual([second]);
    expect(await pool.take(second)).not.toBeNull();
    await pool.submit(FREE);
    expect(offeredTo()).toEqual([second]);
    expect(await pool.take(first)).not.toBeNull();
  });

  it("comes back to a node that failed, where the other one answers nothing", async () => {
    const { pool, first, offeredTo } = await buildPair();
    await pool.submit(FREE);
    await pool.fail(first, (await pool.take(first))!);
    pool.told.length = 0;
    await pool.advance(LEASE_SECONDS * 500);
    expect(offeredTo()).toContain(first);
  });

  it("and a lease is nothing for a node whose agent is too old", async () => {
    const { pool, first, second, offeredTo } = await buildPair();
    const { instanceId, capabilities } = (await pool.nodes.read(first))!;
    await pool.nodes.recordHello({
      nodeId: first,
      instanceId: instanceId!,
      agentVersion: "0.0.9",
      capabilities: capabilities!,
      draining: false,
      now: pool.now(),
    });
    await pool.dispatcher.changeNode(first);
    await pool.submit(FREE);
    expect(offeredTo()).toEqual([second]);
    await pool.submit(FREE);
    expect(await pool.take(first)).toBeNull();
    expect(await pool.take(second)).not.toBeNull();
  });

  it("spreads a batch over the nodes, and then over those that have the least to do", async () => {
    const pool = await buildPool();
    const ids = [pool.nodeId, await pool.addNode(), await pool.addNode()].toSorted();
    const [wide, other, last] = ids as [string, string, string];
    await pool.connectNode(wide, 4);
    await pool.connectNode(other, 2);
    const offered = () =>
      pool.told
        .splice(0)
        .flatMap(({ nodeId, message }) => (message.type === "offer" ? nodeId : []));
    const id = newId();
    const job = (index: number) => aJob(pool.accountId, { ...FREE, batch: { id, index } });
    const jobs = [job(0), job(1), job(2)] as const;
    await pool.jobs.createBatch({ id, request: {}, jobs }, 1000);
    const tell = async (...told: NewJob[]) => {
      pool.changed.push(...told.map((job) => job.id));
      await pool.tellChanges();
    };
    await tell(...jobs.slice(0, 2));
    expect(offered()).toEqual([wide, other]);
    // Both have one task of the batch; a job of none goes where there is the least work.
    await pool.connectNode(last, 2);
    await pool.submit(FREE);
    expect(offered()).toEqual([last]);
    // The batch goes where there is none of it, though that node is no idler than the others.
    await tell(jobs[2]);
    expect(offered()).toEqual([last]);
  });
});
