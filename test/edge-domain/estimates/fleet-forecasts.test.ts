import { describe, expect, it } from "vitest";
import { FleetForecasts } from "../../../edge/domain/estimates/fleet-forecasts.ts";
import { buildMeasuredPool } from "../../support/build-measured-pool.ts";

/** A look through the production dispatcher, and how often its pool was asked. */
async function build() {
  const pool = await buildMeasuredPool();
  let asked = 0;
  let answers = true;
  const readPicture = async () => {
    asked += 1;
    return answers ? pool.dispatcher.readPicture() : new Promise<never>(() => {});
  };
  const dispatcher = Object.assign(Object.create(pool.dispatcher) as typeof pool.dispatcher, {
    readPicture,
  });
  const sources = {
    clock: { now: pool.now },
    speeds: pool.speeds,
    pools: { named: () => dispatcher },
    afterAnswer: () => undefined,
  };
  const forecasts = new FleetForecasts(() => new Promise((resolve) => setTimeout(resolve, 20)));
  return {
    ...pool,
    read: (age: number) => forecasts.read(sources, pool.pool, age),
    readSoon: (wantedMilliseconds: number, borneMilliseconds: number) =>
      forecasts.readSoon(sources, pool.pool, { wantedMilliseconds, borneMilliseconds }),
    asked: () => asked,
    fallSilent: () => {
      answers = false;
    },
  };
}

describe("looks at the fleet", () => {
  it("are shared for as long as each asker bears", async () => {
    const { read, advance, asked } = await build();
    const first = await read(2000);
    await advance(1999);
    expect(await read(2000)).toBe(first);
    await advance(1);
    const second = await read(2000);
    expect(second).not.toBe(first);
    await advance(10_000);
    expect(await read(15_000)).toBe(second);
    expect(asked()).toBe(2);
  });

  it("are renewed by one request, while the others take the latest", async () => {
    const { readSoon, advance, asked } = await build();
    const first = await readSoon(2000, 60_000);
    await advance(1999);
    expect(await readSoon(2000, 60_000)).toBe(first);
    await advance(1);
    const looks = await Promise.all([1, 2, 3].map(() => readSoon(2000, 60_000)));
    expect(looks.filter((look) => look === first)).toHaveLength(2);
    expect(asked()).toBe(2);
  });

  it("of a pool that does not answer keep no submission waiting", async () => {
    const { readSoon, advance, fallSilent } = await build();
    const first = await readSoon(2000, 60_000);
    fallSilent();
    await advance(2000);
    expect(await readSoon(2000, 60_000)).toBe(first);
    await expect(readSoon(0, 0)).rejects.toThrow("did not answer in time");
    await advance(58_000);
    await expect(readSoon(2000, 60_000)).rejects.toThrow("did not answer in time");
  });
});
