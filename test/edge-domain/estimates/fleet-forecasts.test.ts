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
  };
  const forecasts = new FleetForecasts(() => Promise.resolve());
  return {
    ...pool,
    read: (age: number) => forecasts.read(sources, pool.pool, age),
    renew: (age: number) => forecasts.renew(sources, pool.pool, age),
    readSoon: (age: number) => forecasts.readSoon(sources, pool.pool, age),
    asked: () => asked,
    fallSilent: () => {
      answers = false;
    },
  };
}

describe("looks at the fleet", () => {
  it("are shared for as long as each asker bears", async () => {
    const { read, readSoon, advance, asked } = await build();
    const first = await read(2000);
    await advance(1999);
    expect(await read(2000)).toBe(first);
    await advance(1);
    const second = await read(2000);
    expect(second).not.toBe(first);
    await advance(10_000);
    expect(await readSoon(15_000)).toBe(second);
    expect(asked()).toBe(2);
  });

  it("are renewed by one request for all", async () => {
    const { read, renew, advance, asked } = await build();
    const first = await read(60_000);
    await advance(4999);
    await renew(5000);
    expect(asked()).toBe(1);
    await advance(1);
    await Promise.all([renew(5000), renew(5000), renew(5000)]);
    expect(asked()).toBe(2);
    expect(await read(60_000)).not.toBe(first);
  });

  it("of a pool that does not answer keep no submission waiting", async () => {
    const { readSoon, fallSilent } = await build();
    fallSilent();
    await expect(readSoon(15_000)).rejects.toThrow("did not answer in time");
  });
});
