import type { TemplateAsset } from "../assets/template-asset.ts";
import { assetsById, layersWithin } from "../document/layer-paths.ts";
import type { LottieAsset, LottieDocument, LottieLayer } from "../document/lottie-document.ts";
import { evaluateNumber } from "./keyframes.ts";

/** A film of the template and the rate at which its frames are taken. */
export interface TemplateVideo {
  readonly asset: TemplateAsset;
  readonly framesPerSecond: number;
  readonly frameCount: number;
}

/**
 * Which frames of which films are seen at a moment, wherever their layers stand: within other
 * compositions, shifted, stretched or remapped in time.
 * @param time in the main composition's frames
 */
export class VideoTimes {
  readonly #document: LottieDocument;
  readonly #assets: ReadonlyMap<string, LottieAsset>;
  readonly #videos: ReadonlyMap<string, TemplateVideo>;

  constructor(document: LottieDocument, videos: readonly TemplateVideo[]) {
    this.#document = document;
    this.#assets = assetsById(document);
    this.#videos = new Map(videos.map((video) => [video.asset.id, video]));
  }

  /** Adds the numbers of the frames that are needed to each film's set. */
  collect(time: number, needed: Map<string, Set<number>>): void {
    this.#collectIn(this.#document.layers, time, needed);
  }

  #collectIn(layers: readonly LottieLayer[], time: number, needed: Map<string, Set<number>>): void {
    for (const layer of layers) {
      if (time < layer.ip - 1e-6 || time >= layer.op) continue;
      const video = layer.refId === undefined ? undefined : this.#videos.get(layer.refId);
      if (video !== undefined) {
        const seconds = this.#localTime(layer, time) / this.#document.fr;
        const frames = needed.get(video.asset.id) ?? new Set();
        needed.set(video.asset.id, frames.add(frameAt(video, seconds)));
      }
      const inner = layersWithin(layer, this.#assets);
      if (inner.length > 0) this.#collectIn(inner, this.#localTime(layer, time), needed);
    }
  }

  #localTime(layer: LottieLayer, time: number): number {
    if (layer["tm"] !== undefined) return evaluateNumber(layer["tm"], time) * this.#document.fr;
    return (time - layer.st) / (layer.sr || 1);
  }
}

function frameAt({ framesPerSecond, frameCount }: TemplateVideo, seconds: number): number {
  const frame = Math.floor(seconds * framesPerSecond + 1e-4);
  return Math.min(frameCount - 1, Math.max(0, frame));
}
