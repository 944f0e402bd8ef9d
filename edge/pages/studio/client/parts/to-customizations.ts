import type { TemplateLayer } from "#contracts/template.ts";
import type { Api } from "../api/request.ts";
import { isBareName, uploadAsset, type Customization } from "../api/templates.ts";
import type { LayerChange } from "./layer-field.tsx";

/**
 * What is to differ from the template, as the render request has it; files are stored on the way. A name
 * alone means every layer of that name, so that those come first and a path is the last word.
 */
export async function toCustomizations(
  api: Api,
  layers: readonly TemplateLayer[],
  changes: Readonly<Record<string, LayerChange>>,
): Promise<Customization[]> {
  const byDepth = layers.toSorted(
    (a, b) => Number(isBareName(b.path)) - Number(isBareName(a.path)),
  );
  const made = await Promise.all(
    byDepth.map((layer) => customizationsOf(api, layer, changes[layer.path] ?? {})),
  );
  return made.flat();
}

async function customizationsOf(
  api: Api,
  { path: layer }: TemplateLayer,
  { text, color, visible, file }: LayerChange,
): Promise<Customization[]> {
  const made: Customization[] = [];
  if (text !== undefined) made.push({ layer, type: "text", value: text });
  if (color !== undefined) made.push({ layer, type: "color", value: color });
  if (visible !== undefined) made.push({ layer, type: "visible", value: visible });
  if (file) {
    const type = file.type.startsWith("video/") ? "video" : "image";
    made.push({ layer, type, assetId: await uploadAsset(api, file) });
  }
  return made;
}
