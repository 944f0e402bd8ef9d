import { sql } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { createMonitorStore } from "../../edge/adapters/d1/monitor-store.ts";
import { EndedMinutes } from "../../edge/domain/monitor/ended-minutes.ts";
import { buildFleet, newId, T0 } from "../support/build-fleet.ts";
import { openTestDatabase } from "../support/node-sqlite-connection.ts";

const MINUTE = 60_000;

test("an hour is counted once, then its last minutes, and reads as if it were counted anew", async () => {
  const database = openTestDatabase();
  const fleet = await buildFleet(database);
  const store = createMonitorStore(database);
  const count = vi.spyOn(store, "countEnded");
  const since = T0 - (T0 % MINUTE);
  const end = async (finishedAt: number) => {
    const job = await fleet.submit({ price: { currency: "tokens", amount: 0 } });
    await fleet.jobs.cancel(job.id, fleet.accountId, newId(), T0);
    await fleet.query(sql`UPDATE jobs SET state = 'completed', finished_at = ${finishedAt},
      started_at = ${since}, created_at = ${since} WHERE id = ${job.id}`);
  };
  const minutes = new EndedMinutes();
  /** Per minute of an hour that begins `later` minutes after the first. */
  const read = async (later: number, of = minutes) => {
    const from = since + later * MINUTE;
    return (await of.read(store, from, from + 60 * MINUTE)).map(({ completed }) => completed);
  };
  const counted = () => count.mock.lastCall?.slice(0, 2).map((time) => (time - since) / MINUTE);

  await end(since + 1);
  await end(since + 30 * MINUTE);
  expect((await read(0)).flatMap((completed, minute) => (completed ? minute : []))).toEqual([
    0, 30,
  ]);
  expect(counted()).toEqual([0, 60]);

  await end(since + 57 * MINUTE);
  await end(since + 60 * MINUTE);
  for (const later of [0, 1, 1, 5]) {
    const remembered = await read(later);
    expect(remembered).toEqual(await read(later, new EndedMinutes()));
    expect(remembered).toHaveLength(60);
  }
  await read(5);
  expect(counted()).toEqual([62, 65]);

  // After two hours without anybody looking on nothing remembered is of use.
  await end(since + 130 * MINUTE);
  expect((await read(125)).flatMap((completed, minute) => (completed ? minute : []))).toEqual([5]);
  expect(counted()).toEqual([125, 185]);
});
