import { assetsById } from "../document/layer-paths.ts";
import type { StagedLayer } from "../document/layer-paths.ts";
import { layerType } from "../document/lottie-document.ts";
import type { LottieDocument, LottieLayer } from "../document/lottie-document.ts";

/**
 * Answers the layer at exactly this place of the stage: compositions on the way to it that stand
 * elsewhere too are copied first, so that a change here is none there.
 */
export function isolateLayer(document: LottieDocument, staged: StagedLayer): LottieLayer {
  let siblings = document.layers;
  let way = [...staged.way, staged.layer];
  for (let depth = 0; depth < way.length - 1; depth += 1) {
    const step = way[depth];
    const asset = assetsById(document).get(step?.refId ?? "");
    if (step === undefined || asset?.layers === undefined) break;
    if (countUses(document, asset.id) > 1) {
      const next = way[depth + 1];
      const index = next === undefined ? -1 : asset.layers.indexOf(next);
      const copy = { ...structuredClone(asset), id: freeId(document, asset.id) };
      document.assets.push(copy);
      step.refId = copy.id;
      const copied = copy.layers?.[index];
      if (copied === undefined) break;
      way = [...way.slice(0, depth + 1), copied, ...way.slice(depth + 2)];
      siblings = copy.layers ?? siblings;
    } else siblings = asset.layers;
  }
  const layer = way.at(-1);
  if (layer === undefined || !siblings.includes(layer)) throw new Error("The layer is gone.");
  return layer;
}

function countUses(document: LottieDocument, id: string): number {
  const layers = [document.layers, ...document.assets.map(({ layers }) => layers ?? [])].flat();
  return layers.filter(({ ty, refId }) => ty === layerType.composition && refId === id).length;
}

/** An id like the other one that no asset has. */
export function freeId(document: LottieDocument, id: string): string {
  const taken = new Set(document.assets.map((asset) => asset.id));
  for (let number = 1; ; number += 1) {
    const candidate = `${id}+${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
