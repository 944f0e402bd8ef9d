import { dispatchMutants } from "./dispatch.ts";
import { edgeMutants } from "./edge.ts";
import { estimateMutants } from "./estimates.ts";
import { feedMutants } from "./feeds.ts";
import type { Mutant } from "./mutant.ts";
import { storeMutants } from "./stores.ts";

export const mutants: readonly Mutant[] = [
  ...storeMutants,
  ...dispatchMutants,
  ...estimateMutants,
  ...feedMutants,
  ...edgeMutants,
];
