import { describe, expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { createFleetMinuteStore } from "../../../edge/adapters/d1/fleet-minute-store.ts";
import { buildFleet, newId, T0 } from "../../support/build-fleet.ts";

const free = { price: { currency: "tokens", amount: 0 } } as const;
const MINUTE = 60_000;
/** The minute in which everything of these tests happens, and its end. */
const FROM = T0 - (T0 % MINUTE) + MINUTE;
const TO = FROM + MINUTE;

/** What a store of minutes must do: count the same however often, and say what nobody looked at. */
export function describeFleetMinuteStore(open: () => Promise<Database>): void {
  const build = async () => {
    const database = await open();
    const fleet = await buildFleet(database);
    const minutes = createFleetMinuteStore(database);
    const record = (now: number, slots = 4, startsAt = [FROM - MINUTE, FROM]) =>
      minutes.record({ startsAt, slots: [{ pool: fleet.pool, slots }], now });
    const list = () => minutes.list({ since: FROM - MINUTE, pool: fleet.pool });
    const lease = async (at: number) =>
      fleet.lease(await fleet.submit(free), { now: FROM + at, leaseExpiresAt: TO + MINUTE });
    return { ...fleet, minutes, record, list, lease };
  };
  const nothing = { starts: 0, finishes: 0, failures: 0, busySlotSeconds: 0 };

  describe("the minutes of a pool", () => {
    test("have what was started, done and failed, and how long slots were leased", async () => {
      const { pool, record, list, lease, settle, release, submit, tellAll } = await build();
      const early = await lease(-10_000);
      await settle(early, { now: FROM + 5000 });
      await settle(await lease(10_000), { now: FROM + 30_000 });
      await release(await lease(40_000), { now: FROM + 42_000, retryAt: TO });
      const failing = await lease(43_000);
      await release(failing, { now: FROM + 44_000, retryable: false });
      await lease(50_000);
      await submit(free);
      await record(TO + 5000);
      const expected = [
        { ...nothing, pool, startsAt: FROM - MINUTE, starts: 1, busySlotSeconds: 10 },
        {
          pool,
          startsAt: FROM,
          starts: 4,
          finishes: 2,
          failures: 2,
          busySlotSeconds: 5 + 20 + 2 + 1 + 10,
          waiting: 2,
          slots: 4,
        },
      ];
      expect(await list()).toEqual([{ ...expected[0], waiting: null, slots: null }, expected[1]]);
      // Told or not, and however often: it is counted the same, and the first look stays.
      await tellAll(early.jobId);
      await submit(free);
      await record(TO + 25_000, 9);
      expect(await list()).toEqual([{ ...expected[0], waiting: null, slots: null }, expected[1]]);
    });

    test("are empty where nothing happened, and other pools' are their own", async () => {
      const [mine, other] = [await build(), await build()];
      await mine.settle(await mine.lease(0), { now: FROM + 1000 });
      await other.record(TO, 2);
      expect(await other.list()).toEqual([
        { ...nothing, pool: other.pool, startsAt: FROM - MINUTE, waiting: null, slots: null },
        { ...nothing, pool: other.pool, startsAt: FROM, waiting: 0, slots: 2 },
      ]);
      expect(await other.minutes.list({ since: FROM, pool: `pool-${newId()}` })).toEqual([]);
    });

    test("are there where tasks wait and no node is", async () => {
      const { pool, minutes, submit } = await build();
      await submit(free);
      await minutes.record({ startsAt: [FROM - MINUTE, FROM], slots: [], now: TO });
      expect(await minutes.list({ since: FROM - MINUTE, pool })).toEqual([
        { ...nothing, pool, startsAt: FROM, waiting: 1, slots: 0 },
      ]);
    });

    test("are listed from a time on, and forgotten before one", async () => {
      const { minutes, record, list, pool } = await build();
      await record(TO);
      expect(await minutes.list({ since: FROM, pool })).toHaveLength(1);
      expect(
        (await minutes.list({ since: FROM, pool: null })).map((minute) => minute.pool),
      ).toContain(pool);
      await minutes.forgetBefore(FROM);
      expect((await list()).map(({ startsAt }) => startsAt)).toEqual([FROM]);
      await minutes.forgetBefore(TO);
      expect(await list()).toEqual([]);
    });
  });
}
