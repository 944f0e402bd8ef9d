import { isObject, objectsIn } from "../document/json-values.ts";
import type { JsonObject } from "../document/json-values.ts";
import { layerType } from "../document/lottie-document.ts";
import type { LottieLayer } from "../document/lottie-document.ts";
import { textDocumentsOf } from "../document/normalise-document.ts";
import { customizationError } from "./customization-error.ts";

/**
 * Gives a solid, a text, or every fill and stroke of a shape layer one colour, at all times.
 * @param colour `#rrggbb` or `#rrggbbaa`
 */
export function replaceColour(layer: LottieLayer, colour: string, named: string): void {
  const parts = [1, 3, 5].map((place) => Number.parseInt(colour.slice(place, place + 2), 16) / 255);
  const alpha = colour.length === 9 ? Number.parseInt(colour.slice(7), 16) / 255 : 1;
  let changed = 0;
  if (layer.ty === layerType.solid) {
    layer["sc"] = colour.slice(0, 7);
    changed = 1;
  } else if (layer.ty === layerType.text) {
    for (const text of textDocumentsOf(layer)) {
      text["fc"] = parts;
      changed += 1;
    }
  } else if (layer.ty === layerType.shape) changed = paintShapes(layer["shapes"], parts, alpha);
  if (changed === 0) throw customizationError(named, "has no colour to replace.");
  if (layer.ty !== layerType.shape && alpha < 1 && isObject(layer["ks"]))
    layer["ks"]["o"] = scaled(layer["ks"]["o"], alpha);
}

const paintOfGradient: Readonly<Record<string, string>> = { gf: "fl", gs: "st" };

function paintShapes(shapes: unknown, parts: readonly number[], alpha: number): number {
  let changed = 0;
  for (const shape of objectsIn(shapes)) {
    const type = String(shape["ty"]);
    const paint = paintOfGradient[type] ?? type;
    if (type === "gr") changed += paintShapes(shape["it"], parts, alpha);
    if (paint !== "fl" && paint !== "st") continue;
    shape["ty"] = paint;
    for (const key of ["g", "s", "e", "t", "h", "a"]) if (paint !== type) delete shape[key];
    shape["c"] = { a: 0, k: [...parts, 1] };
    if (alpha < 1) shape["o"] = scaled(shape["o"], alpha);
    changed += 1;
  }
  return changed;
}

/** An opacity, animated or not, times a share. */
function scaled(opacity: unknown, share: number): JsonObject {
  if (!isObject(opacity)) return { a: 0, k: 100 * share };
  const scale = (value: unknown): unknown => {
    if (typeof value === "number") return value * share;
    return Array.isArray(value) ? value.map(scale) : value;
  };
  const keyframes = objectsIn(opacity["k"]);
  if (keyframes.length === 0) return { ...opacity, k: scale(opacity["k"]) };
  const scaledFrames = keyframes.map((keyframe) => ({
    ...keyframe,
    ...("s" in keyframe ? { s: scale(keyframe["s"]) } : {}),
    ...("e" in keyframe ? { e: scale(keyframe["e"]) } : {}),
  }));
  return { ...opacity, k: scaledFrames };
}
