import { test } from "vitest";

/**
 * Where the product is known not to do what its documents say. A case that stands here must fail:
 * whoever mends the product takes its line out.
 */
const KNOWN_DEVIATIONS: ReadonlySet<string> = new Set([
  // An unknown account has no keys, instead of being unknown.
  "ids of native: GET /api/v2/accounts/:id/keys",
]);

/** The test function for a case of this name. */
export function testOf(name: string): typeof test | typeof test.fails {
  return KNOWN_DEVIATIONS.has(name) ? test.fails : test;
}
