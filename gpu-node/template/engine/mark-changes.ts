import { visitObjects } from "../document/json-values.ts";
import { assetsById, layersWithin } from "../document/layer-paths.ts";
import { layerType } from "../document/lottie-document.ts";
import type { LottieAsset, LottieDocument, LottieLayer } from "../document/lottie-document.ts";
import { isHold, keyframesOf, timeOf } from "./keyframes.ts";

/** From when to when something moves, in frames of the main composition; a point is a step. */
interface Change {
  readonly from: number;
  readonly to: number;
}

/** How the time of a composition leads to the main one's, and what of it is seen. */
interface Place {
  readonly scale: number;
  readonly offset: number;
  readonly from: number;
  readonly to: number;
}

export interface MarkChangesInput {
  readonly document: LottieDocument;
  /** Ids of assets whose pictures move by themselves. */
  readonly movingAssetIds: ReadonlySet<string>;
  /** Rising times of the pictures, in the main composition's frames. */
  readonly times: readonly number[];
}

/**
 * Says for each picture whether it may differ from the one before it: 1 for every one that does,
 * 0 only where no keyframe, layer or film can have changed anything in between.
 */
export function markChanges({ document, movingAssetIds, times }: MarkChangesInput): Uint8Array {
  const starts = new Int32Array(times.length + 1);
  const mark = ({ from, to }: Change): void => {
    // A picture differs when the change reaches past the time before it and begins by its own.
    const first = Math.max(1, countBefore(times, from));
    const last = Math.min(times.length - 1, countBefore(times, to));
    if (first > last) return;
    starts[first] = (starts[first] ?? 0) + 1;
    starts[last + 1] = (starts[last + 1] ?? 0) - 1;
  };
  const assets = assetsById(document);
  const whole = {
    scale: 1,
    offset: 0,
    from: Number.NEGATIVE_INFINITY,
    to: Number.POSITIVE_INFINITY,
  };
  for (const change of changesIn(document.layers, whole, assets, movingAssetIds)) mark(change);
  const changed = new Uint8Array(times.length);
  let open = 0;
  for (let index = 0; index < times.length; index += 1) {
    open += starts[index] ?? 0;
    changed[index] = index === 0 || open > 0 ? 1 : 0;
  }
  return changed;
}

/** How many of the rising times lie before this one. */
function countBefore(times: readonly number[], time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < time - 1e-6) low = middle + 1;
    else high = middle;
  }
  return low;
}

function* changesIn(
  layers: readonly LottieLayer[],
  place: Place,
  assets: ReadonlyMap<string, LottieAsset>,
  movingAssetIds: ReadonlySet<string>,
): Generator<Change> {
  const parents = new Set(layers.flatMap(({ parent }) => (parent === undefined ? [] : [parent])));
  const toMain = (time: number): number => time * place.scale + place.offset;
  for (const layer of layers) {
    // What others hang on or look through counts even where it is not seen itself.
    const isUsed =
      (layer.ind !== undefined && parents.has(layer.ind)) ||
      layer["td"] !== undefined ||
      layer.hd === true;
    const from = isUsed ? place.from : Math.max(place.from, toMain(layer.ip));
    const to = isUsed ? place.to : Math.min(place.to, toMain(layer.op));
    if (from > to) continue;
    for (const edge of [toMain(layer.ip), toMain(layer.op)]) yield { from: edge, to: edge };
    for (const change of keyframeChanges(layer)) {
      const [start, end] = [toMain(change.from), toMain(change.to)];
      if (end >= from && start <= to) yield { from: Math.max(start, from), to: Math.min(end, to) };
    }
    if (layer.refId !== undefined && movingAssetIds.has(layer.refId)) yield { from, to };
    const inner = layersWithin(layer, assets);
    // Under a time remap time stands still inside, except where the remap itself moves.
    if (inner.length === 0 || layer["tm"] !== undefined) continue;
    const scale = place.scale * layer.sr;
    if (!(scale > 0)) {
      yield { from, to };
      continue;
    }
    const offset = toMain(layer.st);
    yield* changesIn(inner, { scale, offset, from, to }, assets, movingAssetIds);
  }
}

function keyframeChanges(layer: LottieLayer): Change[] {
  const changes: Change[] = [];
  visitObjects(layer, (property) => {
    const keyframes = keyframesOf(property);
    for (const [index, keyframe] of keyframes.entries()) {
      const to = timeOf(keyframe);
      changes.push({ from: to, to });
      const before = keyframes[index - 1];
      if (before === undefined || isHold(before)) continue;
      const isStill =
        JSON.stringify(before["s"]) === JSON.stringify(before["e"] ?? keyframe["s"]) &&
        before["to"] === undefined;
      // Text has no values between two keyframes.
      const isText = layer.ty === layerType.text && isTextDocument(before["s"]);
      if (!isStill && !isText) changes.push({ from: timeOf(before), to });
    }
  });
  return changes;
}

const isTextDocument = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "t" in value && "f" in value;
