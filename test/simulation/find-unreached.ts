import { possibleCombinations, type FaultCounts } from "./faults.ts";

/** Possible combinations that were never met. */
export function findUnreached(counts: FaultCounts): string[] {
  return possibleCombinations().filter((name) => counts[name] === undefined);
}
