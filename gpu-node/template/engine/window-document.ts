import type { LottieAsset, LottieDocument, LottieLayer } from "../document/lottie-document.ts";
import { layerType } from "../document/lottie-document.ts";
import type { TemplateVideo } from "./video-times.ts";
import type { VideoFrameReader } from "./video-frame-reader.ts";

export interface WindowVideo {
  readonly video: TemplateVideo;
  readonly reader: VideoFrameReader;
  readonly frames: ReadonlySet<number>;
}

/**
 * The document for some pictures only: each film becomes a composition that shows its frames one
 * after another, so that transform, matte, mask, parent and time of its layers stay as they are.
 */
export function windowDocument(
  document: LottieDocument,
  videos: readonly WindowVideo[],
): LottieDocument {
  const byId = new Map(videos.map((video) => [video.video.asset.id, video]));
  const assets = document.assets.flatMap((asset) => {
    const video = byId.get(asset.id);
    if (video !== undefined) return compositionOf(document, asset, video);
    return [asset.layers === undefined ? asset : { ...asset, layers: asLayers(asset.layers) }];
  });
  function asLayers(layers: readonly LottieLayer[]): LottieLayer[] {
    return layers.map((layer) => {
      const box = document.assets.find(({ id }) => id === layer.refId);
      if (layer.refId === undefined || box === undefined || !byId.has(layer.refId)) return layer;
      return { ...layer, ty: layerType.composition, w: box.w ?? 0, h: box.h ?? 0 };
    });
  }
  return { ...document, assets, layers: asLayers(document.layers) };
}

function compositionOf(
  document: LottieDocument,
  box: LottieAsset,
  { video, reader, frames }: WindowVideo,
): LottieAsset[] {
  const ordered = [...frames].toSorted((one, other) => one - other);
  const { width, height } = reader.size;
  const scale = [((box.w ?? width) / width) * 100, ((box.h ?? height) / height) * 100, 100];
  const startOf = (frame: number): number => (frame / video.framesPerSecond) * document.fr;
  const pictures = ordered.map((frame) => ({
    id: `${box.id}#${frame}`,
    w: width,
    h: height,
    u: "",
    p: reader.fileOf(frame),
    e: 0,
  }));
  const layers = ordered.map((frame, index): LottieLayer => {
    const next = ordered[index + 1];
    return {
      ty: layerType.image,
      ind: index + 1,
      refId: `${box.id}#${frame}`,
      ks: {
        o: { a: 0, k: 100 },
        r: { a: 0, k: 0 },
        p: { a: 0, k: [0, 0, 0] },
        a: { a: 0, k: [0, 0, 0] },
        s: { a: 0, k: scale },
      },
      // The first and the last stand for all time before and after, so that none is ever empty.
      ip: index === 0 ? -1e6 : startOf(frame) - 1e-3,
      op: next === undefined ? 1e6 : startOf(next) - 1e-3,
      st: 0,
      sr: 1,
    };
  });
  return [...pictures, { id: box.id, layers }];
}
