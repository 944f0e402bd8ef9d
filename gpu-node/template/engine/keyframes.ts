import { isObject, objectsIn } from "../document/json-values.ts";
import type { JsonObject } from "../document/json-values.ts";

/** A property's keyframes in time; none where it is not animated. */
export function keyframesOf(property: unknown): JsonObject[] {
  if (!isObject(property)) return [];
  return objectsIn(property["k"]).filter(({ t }) => typeof t === "number");
}

export const timeOf = ({ t }: JsonObject): number => (typeof t === "number" ? t : 0);

export const isHold = ({ h }: JsonObject): boolean => h === 1 || h === true;

const firstNumber = (value: unknown): number => {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "number" ? first : 0;
};

/** The value of a property of one number at a time, such as a time remap, with its easing. */
export function evaluateNumber(property: unknown, time: number): number {
  const keyframes = keyframesOf(property);
  const [first] = keyframes;
  if (first === undefined) return isObject(property) ? firstNumber(property["k"]) : 0;
  if (time <= timeOf(first)) return firstNumber(first["s"]);
  for (const [index, keyframe] of keyframes.entries()) {
    const next = keyframes[index + 1];
    if (next === undefined) break;
    if (time >= timeOf(next)) continue;
    const start = firstNumber(keyframe["s"]);
    if (isHold(keyframe)) return start;
    const end = firstNumber(keyframe["e"] ?? next["s"]);
    const share = (time - timeOf(keyframe)) / (timeOf(next) - timeOf(keyframe));
    return start + (end - start) * ease(keyframe["o"], keyframe["i"], share);
  }
  const last = keyframes.at(-1) ?? first;
  const before = keyframes.at(-2);
  return firstNumber(last["s"] ?? before?.["e"]);
}

/** The height of a cubic Bézier curve from (0, 0) to (1, 1) over the point where it is so far right. */
function ease(out: unknown, into: unknown, share: number): number {
  if (!isObject(out) || !isObject(into)) return share;
  const [x1, y1] = [firstNumber(out["x"]), firstNumber(out["y"])];
  const [x2, y2] = [firstNumber(into["x"]), firstNumber(into["y"])];
  const at = (one: number, two: number, u: number): number =>
    3 * (1 - u) ** 2 * u * one + 3 * (1 - u) * u ** 2 * two + u ** 3;
  let [low, high] = [0, 1];
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (at(x1, x2, middle) < share) low = middle;
    else high = middle;
  }
  return at(y1, y2, (low + high) / 2);
}
