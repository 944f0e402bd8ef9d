import type { TemplateCustomization } from "#contracts/template.ts";
import type { TemplateAsset } from "../assets/template-asset.ts";
import { findLayers, splitLayerPath } from "../document/layer-paths.ts";
import { customizationsOfKind, kindOfLayer, listLayers } from "../document/list-layers.ts";
import type { LottieDocument, LottieLayer } from "../document/lottie-document.ts";
import { customizationError } from "./customization-error.ts";
import { isolateLayer } from "./isolate-layer.ts";
import { replaceColour } from "./replace-colour.ts";
import { replaceMedia } from "./replace-media.ts";
import { replaceText } from "./replace-text.ts";

/** A file that replaces a picture or film. */
export interface ReplacementFile {
  readonly path: string;
  readonly contentType: string;
}

export interface ApplyCustomizationsInput {
  /** Changed in place. */
  readonly document: LottieDocument;
  readonly assets: readonly TemplateAsset[];
  readonly customizations: readonly TemplateCustomization[];
  /** Brings the file of a replacement; throws `invalid-input` where there is none. */
  readonly fetchReplacement: (
    customization: Extract<TemplateCustomization, { type: "image" | "video" }>,
  ) => Promise<ReplacementFile>;
}

/**
 * Makes every change that was asked for, in order. Answers all assets, the new ones among them.
 * Throws `invalid-input` for a layer that is not there or that cannot be changed so.
 */
export async function applyCustomizations(
  input: ApplyCustomizationsInput,
): Promise<TemplateAsset[]> {
  const { document, customizations } = input;
  const assets = [...input.assets];
  for (const customization of customizations) {
    const videoIds = idsOfVideos(assets);
    for (const layer of layersFor(document, customization, videoIds)) {
      const replaced = await applyOne(input, customization, layer);
      if (replaced !== null) assets.push(replaced);
    }
  }
  return assets;
}

export function idsOfVideos(assets: readonly TemplateAsset[]): Set<string> {
  return new Set(assets.filter(({ kind }) => kind === "video").map(({ id }) => id));
}

/** Of layers that share a name those that can be changed so; there must be one at least. */
function layersFor(
  document: LottieDocument,
  { layer: path, type }: TemplateCustomization,
  videoIds: ReadonlySet<string>,
): LottieLayer[] {
  const found = findLayers(document, path);
  if (found.length === 0) {
    const known = listLayers(document, videoIds).map((layer) => layer.path);
    const listed = known.slice(0, 20).join(", ") + (known.length > 20 ? ", …" : "");
    throw customizationError(path, `is not in the template, which has: ${listed}`);
  }
  const fitting = found.filter(({ layer }) =>
    customizationsOfKind[kindOfLayer(layer, videoIds)].includes(type),
  );
  if (fitting.length === 0) throw customizationError(path, `has no ${type} that can be changed.`);
  const isBareName = splitLayerPath(path).length === 1;
  const layers = fitting.map((staged) =>
    isBareName ? staged.layer : isolateLayer(document, staged),
  );
  return [...new Set(layers)];
}

async function applyOne(
  { document, fetchReplacement }: ApplyCustomizationsInput,
  customization: TemplateCustomization,
  layer: LottieLayer,
): Promise<TemplateAsset | null> {
  const { layer: named } = customization;
  switch (customization.type) {
    case "text":
      replaceText(document, layer, customization.value, named);
      return null;
    case "color":
      replaceColour(layer, customization.value.toLowerCase(), named);
      return null;
    case "visible":
      layer.hd = !customization.value;
      return null;
    case "image":
    case "video": {
      const file = await fetchReplacement(customization);
      const { type } = customization;
      const { path: filePath, contentType } = file;
      return replaceMedia({ document, layer, named, type, filePath, contentType });
    }
  }
}
