import { TaskError } from "../../tasks/task-error.ts";
import { compositionsOf, countFrames, layerType } from "./lottie-document.ts";
import type { LottieDocument, LottieLayer } from "./lottie-document.ts";

const limits = {
  side: 8192,
  frames: 36_000,
  layers: 5000,
  /** Layers that stand on the stage when compositions within compositions are counted out. */
  layersOnStage: 50_000,
  compositionDepth: 50,
} as const;

/** Throws `invalid-input` for a document that would cost more than any template should. */
export function checkLimits(document: LottieDocument): void {
  const { w, h } = document;
  if (w > limits.side || h > limits.side)
    throw beyond(`the canvas of ${w}x${h} is larger than ${limits.side}x${limits.side}`);
  const frames = countFrames(document);
  if (!(frames >= 1)) throw beyond("it has no frames");
  if (frames > limits.frames) throw beyond(`it has more than ${limits.frames} frames`);
  const layerCount = compositionsOf(document).reduce((sum, layers) => sum + layers.length, 0);
  if (layerCount > limits.layers) throw beyond(`it has more than ${limits.layers} layers`);
  const ids = document.assets.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) throw beyond("two assets have the same id");
  countOnStage(document);
}

/** Also where compositions that contain themselves are found. */
function countOnStage(document: LottieDocument): void {
  const compositions = new Map(
    document.assets.flatMap(({ id, layers }) => (layers ? [[id, layers] as const] : [])),
  );
  const counted = new Map<readonly LottieLayer[], number>();
  const open = new Set<readonly LottieLayer[]>();
  const count = (layers: readonly LottieLayer[]): number => {
    const known = counted.get(layers);
    if (known !== undefined) return known;
    if (open.has(layers)) throw beyond("a composition contains itself");
    if (open.size >= limits.compositionDepth)
      throw beyond(`its compositions are nested deeper than ${limits.compositionDepth} levels`);
    open.add(layers);
    let sum = layers.length;
    for (const { ty, refId } of layers) {
      const inner = refId === undefined ? undefined : compositions.get(refId);
      if (ty === layerType.composition && inner !== undefined) sum += count(inner);
      if (sum > limits.layersOnStage) throw beyond("its compositions multiply beyond measure");
    }
    open.delete(layers);
    counted.set(layers, sum);
    return sum;
  };
  count(document.layers);
  // Compositions that nothing uses are loaded by the engine as well.
  for (const layers of compositions.values()) count(layers);
}

function beyond(detail: string): TaskError {
  return new TaskError("invalid-input", `Invalid JSON structure: ${detail}`);
}
