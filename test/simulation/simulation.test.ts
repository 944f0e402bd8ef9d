import { describe, expect, it } from "vitest";
import { combination, possibleCombinations } from "./faults.ts";
import { PLANTS } from "./plants.ts";
import { findUnreached } from "./find-unreached.ts";
import { simulateSeed } from "./simulate-seed.ts";

/** A plant shows itself within a few seeds, whichever faults those draw. */
const PLANT_SEEDS = 8;

describe("the core under fault", () => {
  it("keeps all fifteen invariants, and runs the same for the same seed", async () => {
    const first = await simulateSeed({ seed: 7, jobs: 40 });
    const again = await simulateSeed({ seed: 7, jobs: 40 });
    const other = await simulateSeed({ seed: 8, jobs: 40 });
    expect([...first.violations, ...other.violations]).toEqual([]);
    expect(first.faults).toBeGreaterThan(50);
    expect(again.traceHash).toBe(first.traceHash);
    expect(other.traceHash).not.toBe(first.traceHash);
  }, 120_000);

  it("lists the combinations of fault and state that no run met", async () => {
    const { counts } = await simulateSeed({ seed: 9, jobs: 20 });
    const unreached = findUnreached(counts);
    const met = combination("call-delayed", "task", "leased");
    expect(counts[met]).toBeGreaterThan(0);
    expect(unreached).not.toContain(met);
    expect(unreached).not.toEqual([]);
    expect(unreached.length).toBeLessThan(possibleCombinations().length);
  }, 60_000);
});

describe("the checker", () => {
  it.each(PLANTS.map((plant) => [plant.invariant, plant] as const))(
    "names invariant %i when it is broken on purpose",
    async (invariant, plant) => {
      const found = new Set<number>();
      for (let seed = 1; seed <= PLANT_SEEDS && !found.has(invariant); seed += 1) {
        const { violations } = await simulateSeed({ seed, jobs: 25, plant });
        for (const violation of violations) found.add(violation.invariant);
      }
      expect([...found]).toContain(invariant);
    },
    120_000,
  );

  it("is tried with each of the fifteen", () => {
    const planted = PLANTS.map((plant) => plant.invariant).toSorted((one, other) => one - other);
    expect(planted).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
  });
});
