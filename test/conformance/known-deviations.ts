import { test } from "vitest";
import type { DialectEntry, Route } from "./entry.ts";

/**
 * Where the product is known not to do what its documents say, as `group > case`. A case that
 * stands here must fail: whoever mends the product takes its line out.
 */
const KNOWN_DEVIATIONS: ReadonlySet<string> = new Set();

/** Declares a case of a group; one that is known to fail must fail. */
export function testOf(group: string): (title: string, run: () => Promise<void>) => void {
  return (title, run) => {
    const declare = KNOWN_DEVIATIONS.has(`${group} > ${title}`) ? test.fails : test;
    declare(title, run);
  };
}

/** Whether any case of this route is known to fail; generated requests leave it out until then. */
export function isKnownToDeviate(entry: DialectEntry, route: Route): boolean {
  const name = ` of ${entry.name}: ${route.method} ${route.path} > `;
  return [...KNOWN_DEVIATIONS].some((known) => known.includes(name));
}
