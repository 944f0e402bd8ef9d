import type { LayerChange } from "../../domain/templates/layer-change.ts";

/** Lists of jobs read the requests too: a long one would burden them all. */
const MAXIMUM_KEPT_CHARACTERS = 64_000;

/**
 * The changes of a render as its stored request has them, so that it can be sent again. Null where
 * not all can be kept: they are very long, or a file is written out in them.
 */
export function keepChanges(changes: readonly LayerChange[]): readonly LayerChange[] | null {
  if (changes.some(({ url }) => url != null && /^data:/i.test(url))) return null;
  return JSON.stringify(changes).length > MAXIMUM_KEPT_CHARACTERS ? null : changes;
}
