import { describe, expect, it } from "vitest";
import { newId } from "../support/build-fleet.ts";
import { buildPool } from "../support/build-pool.ts";

const FREE = { currency: "tokens", amount: 0 } as const;
const MINUTE = 60_000;

/** A pool whose one slot is free only when it is asked for, and jobs that wait for it. */
async function buildQueue(length: number) {
  const pool = await buildPool();
  const ids: string[] = [];
  const submit = async () => {
    await pool.advance(1);
    ids.push((await pool.submit({ price: FREE, createdAt: pool.now() })).id);
  };
  for (let count = 0; count < length; count += 1) await submit();
  const prioritise = async (jobId: string, priority: number) => {
    const change = { priority, changeId: newId() };
    expect(await pool.jobs.prioritise(jobId, pool.accountId, change, pool.now())).toBe("set");
  };
  const syncPool = async (jobId: string) =>
    pool.dispatcher.sync((await pool.jobs.readSnapshot(jobId))!);
  /** The jobs in the order in which the slot gets them. */
  const runAll = async () => {
    await pool.connectNode(pool.nodeId);
    const order: number[] = [];
    for (const _ of ids) {
      const lease = await pool.take(pool.nodeId);
      order.push(ids.indexOf(lease!.jobId));
      await pool.complete(pool.nodeId, lease!);
    }
    return order;
  };
  return { pool, ids, submit, prioritise, syncPool, runAll };
}

describe("a job's priority", () => {
  it("moves it before and behind the others of its account", async () => {
    const { ids, prioritise, syncPool, runAll } = await buildQueue(4);
    await prioritise(ids[3]!, 2);
    await prioritise(ids[0]!, -2);
    for (const id of ids) await syncPool(id);
    expect(await runAll()).toEqual([3, 1, 2, 0]);
  });

  it("is the newest one, however late an older snapshot comes", async () => {
    const { pool, ids, prioritise, syncPool, runAll } = await buildQueue(3);
    const early = await pool.jobs.readSnapshot(ids[2]!);
    await prioritise(ids[2]!, 9);
    await syncPool(ids[2]!);
    await pool.dispatcher.sync(early!);
    expect(await runAll()).toEqual([2, 0, 1]);
  });

  it("counts as five minutes of waiting, so that a low one has its turn", async () => {
    const { pool, ids, submit, prioritise, syncPool, runAll } = await buildQueue(1);
    await prioritise(ids[0]!, -1);
    await syncPool(ids[0]!);
    await pool.advance(4 * MINUTE);
    await submit();
    await pool.advance(2 * MINUTE);
    await submit();
    expect(await runAll()).toEqual([1, 0, 2]);
  });
});
