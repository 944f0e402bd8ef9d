import { layerType } from "./lottie-document.ts";
import type { LottieAsset, LottieDocument, LottieLayer } from "./lottie-document.ts";

/** A layer on the stage, with the layers of compositions that lead to it, the outermost first. */
export interface StagedLayer {
  readonly layer: LottieLayer;
  readonly way: readonly LottieLayer[];
  /** Names of the way and its own joined with `/`. */
  readonly path: string;
}

/** Parts of a path; `\/` is a `/` within a name. */
export function splitLayerPath(path: string): string[] {
  return path.split(/(?<!\\)\//).map((part) => part.replaceAll("\\/", "/"));
}

function nameOfLayer(layer: LottieLayer, index: number): string {
  return layer.nm === undefined || layer.nm === "" ? `Layer ${layer.ind ?? index + 1}` : layer.nm;
}

export function assetsById(document: LottieDocument): Map<string, LottieAsset> {
  return new Map(document.assets.map((asset) => [asset.id, asset]));
}

/** The layers of the composition that a layer shows; none where it shows none. */
export function layersWithin(
  layer: LottieLayer,
  assets: ReadonlyMap<string, LottieAsset>,
): LottieLayer[] {
  if (layer.ty !== layerType.composition || layer.refId === undefined) return [];
  return assets.get(layer.refId)?.layers ?? [];
}

/** Every layer on the stage, as often as it stands there. */
export function* walkLayers(document: LottieDocument): Generator<StagedLayer> {
  const assets = assetsById(document);
  function* walk(
    layers: readonly LottieLayer[],
    way: readonly LottieLayer[],
    prefix: string,
  ): Generator<StagedLayer> {
    for (const [index, layer] of layers.entries()) {
      const path = `${prefix}${nameOfLayer(layer, index).replaceAll("/", "\\/")}`;
      yield { layer, way, path };
      yield* walk(layersWithin(layer, assets), [...way, layer], `${path}/`);
    }
  }
  yield* walk(document.layers, [], "");
}

/**
 * The layers that a customization means: those at a path, or for a bare name every layer of that
 * name. Part of a path may also be the name of the composition that the layer shows.
 */
export function findLayers(document: LottieDocument, path: string): StagedLayer[] {
  const parts = splitLayerPath(path);
  const assets = assetsById(document);
  const [bareName] = parts;
  const found: StagedLayer[] = [];
  for (const staged of walkLayers(document)) {
    const { layer, way } = staged;
    const own = splitLayerPath(staged.path);
    if (parts.length === 1) {
      if (own.at(-1) === bareName) found.push(staged);
      continue;
    }
    if (own.length !== parts.length) continue;
    const steps = [...way, layer];
    const matches = parts.every((part, index) => {
      const { refId, ty } = steps[index] ?? layer;
      const isLast = index === parts.length - 1;
      const composition =
        ty === layerType.composition && !isLast ? assets.get(refId ?? "") : undefined;
      return own[index] === part || (composition?.nm !== undefined && composition.nm === part);
    });
    if (matches) found.push(staged);
  }
  return found;
}
