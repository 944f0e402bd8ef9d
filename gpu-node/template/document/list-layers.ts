import type { CustomizationType, TemplateLayer } from "#contracts/template.ts";
import { isObject, objectsIn } from "./json-values.ts";
import { assetsById, splitLayerPath, walkLayers } from "./layer-paths.ts";
import { layerType } from "./lottie-document.ts";
import type { LottieDocument, LottieLayer } from "./lottie-document.ts";
import { textDocumentsOf } from "./normalise-document.ts";

type LayerKind = TemplateLayer["kind"];

const kindOfType: Readonly<Record<number, LayerKind>> = {
  [layerType.composition]: "composition",
  [layerType.solid]: "solid",
  [layerType.image]: "image",
  [layerType.null]: "null",
  [layerType.shape]: "shape",
  [layerType.text]: "text",
  [layerType.audio]: "audio",
  [layerType.video]: "video",
};

/** What may be changed in a layer of each kind. */
export const customizationsOfKind: Readonly<Record<LayerKind, readonly CustomizationType[]>> = {
  text: ["text", "color", "visible"],
  image: ["image", "video", "visible"],
  video: ["video", "image", "visible"],
  shape: ["color", "visible"],
  solid: ["color", "visible"],
  composition: ["visible"],
  audio: ["visible"],
  null: [],
  other: ["visible"],
};

/** More are not told; nobody fills in so many fields. */
const maximumListed = 5000;

/** @param videoIds ids of the assets that are films */
export function listLayers(
  document: LottieDocument,
  videoIds: ReadonlySet<string>,
): TemplateLayer[] {
  const assets = assetsById(document);
  const listed = new Map<string, TemplateLayer>();
  for (const { layer, path } of walkLayers(document)) {
    if (listed.size >= maximumListed) break;
    // Layers of one name in one composition are changed together.
    if (path.length > 500 || listed.has(path)) continue;
    const kind = kindOfLayer(layer, videoIds);
    const color = colourOf(layer);
    const text = textDocumentsOf(layer)[0]?.["t"];
    const asset = layer.refId === undefined ? undefined : assets.get(layer.refId);
    const [width, height] = [sizeOf(layer, "w", asset?.w), sizeOf(layer, "h", asset?.h)];
    listed.set(path, {
      path,
      name: (splitLayerPath(path).at(-1) ?? "").slice(0, 500),
      kind,
      customizations: [...customizationsOfKind[kind]],
      ...(width === undefined ? {} : { width }),
      ...(height === undefined ? {} : { height }),
      ...(typeof text === "string" ? { text: text.replaceAll("\r", "\n") } : {}),
      ...(color === undefined ? {} : { color }),
      visible: layer.hd !== true,
    });
  }
  return [...listed.values()];
}

export function kindOfLayer(layer: LottieLayer, videoIds: ReadonlySet<string>): LayerKind {
  const isVideo = layer.refId !== undefined && videoIds.has(layer.refId);
  if (layer.ty === layerType.image && isVideo) return "video";
  return kindOfType[layer.ty] ?? "other";
}

function sizeOf(layer: LottieLayer, side: "w" | "h", ofAsset: number | undefined) {
  const own = layer[layer.ty === layerType.solid ? `s${side}` : side];
  return typeof own === "number" ? own : ofAsset;
}

function colourOf(layer: LottieLayer): string | undefined {
  if (layer.ty === layerType.solid && typeof layer["sc"] === "string")
    return /^#[0-9a-f]{6}$/i.test(layer["sc"]) ? layer["sc"].toLowerCase() : undefined;
  if (layer.ty === layerType.text) return toHex(textDocumentsOf(layer)[0]?.["fc"]);
  return layer.ty === layerType.shape ? firstShapeColour(layer["shapes"]) : undefined;
}

function firstShapeColour(shapes: unknown): string | undefined {
  for (const shape of objectsIn(shapes)) {
    const isPaint = shape["ty"] === "fl" || shape["ty"] === "st";
    const found = isPaint ? firstValue(shape["c"]) : firstShapeColour(shape["it"]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function firstValue(property: unknown): string | undefined {
  if (!isObject(property)) return undefined;
  const [first] = objectsIn(property["k"]);
  return toHex(first === undefined ? property["k"] : first["s"]);
}

function toHex(colour: unknown): string | undefined {
  if (!Array.isArray(colour) || colour.length < 3) return undefined;
  const parts = colour.slice(0, 3).map((part) => (typeof part === "number" ? part : 0));
  const bytes = parts.map((part) => Math.round(Math.min(1, Math.max(0, part)) * 255));
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
