import type { SoundPlacement } from "../../media/sound/mix-sounds.ts";
import type { TemplateAsset } from "../assets/template-asset.ts";
import { isObject } from "../document/json-values.ts";
import { assetsById, layersWithin } from "../document/layer-paths.ts";
import { layerType } from "../document/lottie-document.ts";
import type { LottieAsset, LottieDocument, LottieLayer } from "../document/lottie-document.ts";
import type { FramePlan } from "./plan-frames.ts";
import { evaluateNumber } from "./keyframes.ts";

/** Seconds of the template's own time at which a composition begins, is heard from and until. */
interface Span {
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

/**
 * When the template's own audio layers are heard in the video. Layers in stretched or remapped
 * compositions are left out, since their pitch would have to change.
 */
export function placeSounds(
  document: LottieDocument,
  assets: readonly TemplateAsset[],
  plan: FramePlan,
): SoundPlacement[] {
  const files = new Map(
    assets.flatMap((asset) => (asset.kind === "audio" ? [[asset.id, asset]] : [])),
  );
  const shift = (document.ip + (plan.times[0] ?? 0)) / document.fr;
  const whole = { start: 0, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  return [...soundsIn(document, document.layers, whole, assetsById(document))].flatMap((sound) => {
    const file = files.get(sound.id);
    if (file === undefined) return [];
    const fromSeconds = Math.max(0, sound.from - shift);
    const toSeconds = Math.min(plan.durationSeconds, sound.to - shift);
    if (fromSeconds >= toSeconds) return [];
    const offsetSeconds = sound.start - shift;
    return [{ path: file.filePath, offsetSeconds, fromSeconds, toSeconds, gain: sound.gain }];
  });
}

function* soundsIn(
  document: LottieDocument,
  layers: readonly LottieLayer[],
  span: Span,
  assets: ReadonlyMap<string, LottieAsset>,
): Generator<Span & { id: string; gain: number }> {
  for (const layer of layers) {
    if (layer.hd === true || layer.sr !== 1 || layer["tm"] !== undefined) continue;
    const at = (frame: number): number => span.start + frame / document.fr;
    const inner = {
      start: at(layer.st),
      from: Math.max(span.from, at(layer.ip)),
      to: Math.min(span.to, at(layer.op)),
    };
    if (layer.ty === layerType.audio && layer.refId !== undefined)
      yield { ...inner, id: layer.refId, gain: gainOf(layer) };
    else yield* soundsIn(document, layersWithin(layer, assets), inner, assets);
  }
}

/** `au.lv` is in per cent of each channel. */
function gainOf(layer: LottieLayer): number {
  const sound = layer["au"];
  if (!isObject(sound) || sound["lv"] === undefined) return 1;
  return Math.max(0, Math.min(4, evaluateNumber(sound["lv"], layer.ip) / 100));
}
