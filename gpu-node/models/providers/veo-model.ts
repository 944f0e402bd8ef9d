import type { Experimental_VideoModelV4CallOptions as VideoCallOptions } from "@ai-sdk/provider";
import type { OfferedModel, RemoteVideoModel } from "./model-provider.ts";
import { nearestShape, readSize } from "./nearest-size.ts";
import type { ModelSettings } from "./provider-settings.ts";

const usualDurations = [4, 6, 8];
const longestSeconds = 8;

/** Offers a vendor's Veo model, which takes shapes and tiers where others take sizes. */
export function offerVeo(
  settings: ModelSettings,
  model: RemoteVideoModel,
  { takesSeed }: { takesSeed: boolean },
): OfferedModel {
  if (settings.kind !== "video") throw new Error(`Veo makes videos, not ${settings.kind}.`);
  const offered: RemoteVideoModel = {
    specificationVersion: "v4",
    provider: model.provider,
    modelId: model.modelId,
    maxVideosPerCall: 1,
    doStart: async (options) => {
      const started = await model.doStart?.(adapt(options, takesSeed));
      if (started === undefined) throw new Error("Veo cannot be started.");
      return started;
    },
    doStatus: async (options) => {
      const status = await model.doStatus?.(options);
      if (status === undefined) throw new Error("Veo cannot tell its status.");
      return status;
    },
  };
  return {
    kind: "video",
    settings: { ...settings, durationsSeconds: settings.durationsSeconds ?? usualDurations },
    model: offered,
  };
}

/** Larger pictures and pictures to go by are to be had in videos of eight seconds alone. */
function adapt(options: VideoCallOptions, takesSeed: boolean): VideoCallOptions {
  const asked = readSize(options.resolution ?? "1280x720");
  const isLarge = Math.min(asked.width, asked.height) > 720;
  const references = (options.inputReferences ?? []).length > 0;
  return {
    ...options,
    aspectRatio: references ? "16:9" : nearestShape(["16:9", "9:16"], asked),
    resolution: isLarge ? "1920x1080" : "1280x720",
    duration: isLarge || references ? longestSeconds : options.duration,
    seed: takesSeed ? options.seed : undefined,
    // References and a last frame exclude each other.
    frameImages: references ? undefined : options.frameImages,
  };
}
