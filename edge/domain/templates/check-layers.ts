import type { TemplateLayer } from "#contracts/template.ts";
import { DomainError } from "../errors.ts";
import type { LayerChange } from "./layer-change.ts";

/** Layers that a refusal lists at most; templates may have thousands. */
const LISTED_LAYERS = 100;

/**
 * Checks that every change names a layer that there is, and that can be changed so. A layer goes by
 * its name, which means every layer of that name, or by its path.
 *
 * @throws DomainError `invalid-request`, for an unknown layer with the layers there are.
 */
export function checkLayers(
  changes: readonly LayerChange[],
  layers: readonly Pick<TemplateLayer, "path" | "name" | "customizations">[],
): void {
  for (const { layer, type } of changes) {
    const named = layers.filter(({ path, name }) => name === layer || path === layer);
    if (named.length === 0) {
      throw refused(`There is no layer "${layer}". The template has ${listLayers(layers)}.`);
    }
    if (named.some(({ customizations }) => customizations.includes(type))) continue;
    const possible = [...new Set(named.flatMap(({ customizations }) => customizations))];
    const instead = possible.length === 0 ? "nothing" : possible.join(", ");
    throw refused(`The layer "${layer}" cannot be changed by ${type}; it takes ${instead}.`);
  }
}

function listLayers(layers: readonly Pick<TemplateLayer, "path">[]): string {
  if (layers.length === 0) return "no layers";
  const shown = layers.slice(0, LISTED_LAYERS).map(({ path }) => `"${path}"`);
  const left = layers.length - shown.length;
  return shown.join(", ") + (left > 0 ? ` and ${left} more` : "");
}

function refused(message: string): DomainError {
  return new DomainError("invalid-request", message, { field: "customizationMap" });
}
