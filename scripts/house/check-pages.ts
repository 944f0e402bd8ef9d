import { arePagesFresh, pageSizes } from "../pages/bundle-pages.ts";
import type { CheckResult } from "./check.ts";

/** What a page may load, script and styles together, gzipped. */
const MAXIMUM_PAGE_BYTES = 80_000;

/** Holds the bundles of the pages against their sources and under their size. */
export async function checkPages(): Promise<CheckResult> {
  if (!(await arePagesFresh())) {
    const output = "edge/pages/client-files.ts is not what its sources make: npm run build:pages";
    return { ok: false, output };
  }
  const sizes = pageSizes();
  const output = sizes
    .filter(({ bytes }) => bytes > MAXIMUM_PAGE_BYTES)
    .map(({ page, bytes }) => `${page} has ${bytes} bytes gzipped, over ${MAXIMUM_PAGE_BYTES}`)
    .join("\n");
  const note = sizes.map(({ page, bytes }) => `${page} ${Math.ceil(bytes / 1000)} kB`).join(", ");
  return { ok: output === "", note, output };
}
