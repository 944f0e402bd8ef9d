import { isObject, objectsIn, visitObjects } from "./json-values.ts";
import type { JsonObject } from "./json-values.ts";
import { compositionsOf, layerType } from "./lottie-document.ts";
import type { LottieDocument, LottieLayer } from "./lottie-document.ts";

/**
 * Brings old exports to the layout of today, in place, and what only some players know to what
 * the engine knows: slots are put where they are referred to, text gets line breaks and heights.
 */
export function normaliseDocument(document: LottieDocument): void {
  const version = parseVersion(document.v);
  const layers = compositionsOf(document).flat();
  if (isBefore(version, [4, 1, 9])) for (const layer of layers) scaleOldColours(layer);
  if (isBefore(version, [4, 4, 14])) for (const layer of layers) wrapOldText(layer);
  if (isBefore(version, [4, 4, 18])) for (const layer of layers) closeOldPaths(layer);
  fillSlots(document);
  for (const layer of layers) normaliseText(layer);
}

type Version = readonly [number, number, number];

/** A document without a version counts as a new one. */
function parseVersion(text: string): Version {
  const [major = 100, minor = 0, patch = 0] = text.split(".").map(Number);
  return Number.isFinite(major) ? [major, minor || 0, patch || 0] : [100, 0, 0];
}

function isBefore(version: Version, limit: Version): boolean {
  for (const [index, wanted] of limit.entries()) {
    const own = version[index] ?? 0;
    if (own !== wanted) return own < wanted;
  }
  return false;
}

/** Shapes of a layer with those in its groups. */
function* shapesOf(list: unknown): Generator<JsonObject> {
  for (const shape of objectsIn(list)) {
    yield shape;
    if (shape["ty"] === "gr") yield* shapesOf(shape["it"]);
  }
}

function scaleOldColours(layer: LottieLayer): void {
  if (layer.ty !== layerType.shape) return;
  for (const shape of shapesOf(layer["shapes"])) {
    const colour = shape["c"];
    if ((shape["ty"] !== "fl" && shape["ty"] !== "st") || !isObject(colour)) continue;
    const keyframes = objectsIn(colour["k"]);
    if (keyframes.length === 0) colour["k"] = toShares(colour["k"]);
    for (const keyframe of keyframes) {
      for (const key of ["s", "e"]) if (key in keyframe) keyframe[key] = toShares(keyframe[key]);
    }
  }
}

function toShares(colour: unknown): unknown {
  if (!Array.isArray(colour)) return colour;
  return colour.map((part, index) => (index < 4 && typeof part === "number" ? part / 255 : part));
}

function wrapOldText(layer: LottieLayer): void {
  const text = layer["t"];
  if (layer.ty !== layerType.text || !isObject(text)) return;
  const source = text["d"];
  if (isObject(source) && source["k"] === undefined) text["d"] = { k: [{ s: source, t: 0 }] };
}

function closeOldPaths(layer: LottieLayer): void {
  for (const mask of objectsIn(layer["masksProperties"]))
    if (mask["cl"] !== undefined) closePath(mask["pt"], mask["cl"]);
  if (layer.ty !== layerType.shape) return;
  for (const shape of shapesOf(layer["shapes"]))
    if (shape["ty"] === "sh" && shape["closed"] !== undefined)
      closePath(shape["ks"], shape["closed"]);
}

function closePath(path: unknown, isClosed: unknown): void {
  if (!isObject(path)) return;
  const { k } = path;
  if (isObject(k)) k["c"] = isClosed;
  for (const keyframe of objectsIn(k)) {
    for (const shape of [...objectsIn(keyframe["s"]), ...objectsIn(keyframe["e"])])
      shape["c"] = isClosed;
  }
}

/** A property with `sid` takes the value of that slot. */
function fillSlots(document: LottieDocument): void {
  const slots = isObject(document["slots"]) ? document["slots"] : {};
  visitObjects([document.layers, document.assets], (object) => {
    const { sid } = object;
    if (typeof sid !== "string") return;
    delete object["sid"];
    const slot = Object.hasOwn(slots, sid) ? slots[sid] : undefined;
    if (!isObject(slot) || !isObject(slot["p"])) return;
    // An asset keeps its own identity; a property is replaced as a whole.
    const isAsset = typeof object["id"] === "string";
    if (!isAsset) for (const key of Object.keys(object)) delete object[key];
    const { id: _, ...value } = structuredClone(slot["p"]);
    Object.assign(object, value);
  });
}

/** The text documents of a text layer, one for each of its keyframes. */
export function textDocumentsOf(layer: LottieLayer): JsonObject[] {
  const text = layer["t"];
  if (layer.ty !== layerType.text || !isObject(text) || !isObject(text["d"])) return [];
  return objectsIn(text["d"]["k"]).flatMap(({ s }) => (isObject(s) ? [s] : []));
}

function normaliseText(layer: LottieLayer): void {
  for (const document of textDocumentsOf(layer)) {
    const { s: size, lh, t } = document;
    if (typeof lh !== "number" && typeof size === "number") document["lh"] = size * 1.2;
    if (typeof t === "string") document["t"] = toLineBreaks(t);
  }
}

/** The engine breaks lines at carriage returns only. */
export function toLineBreaks(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/\r\n|[\n\u0003\u2028\u2029]/g, "\r");
}
