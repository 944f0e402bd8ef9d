import type {
  Experimental_VideoModelV4CallOptions as VideoCallOptions,
  Experimental_VideoModelV4OperationStatusResult as OperationStatus,
} from "@ai-sdk/provider";
import { describeResponse } from "./describe-response.ts";
import { progressMetadata } from "./model-provider.ts";
import type { OperationModel, RemoteVideoModel } from "./model-provider.ts";

/** A model that is begun and asked, as the AI SDK's video model. `id` is the model's at its server. */
export function toVideoModel(
  id: string,
  model: OperationModel<VideoCallOptions>,
): RemoteVideoModel {
  return {
    specificationVersion: "v4",
    provider: model.provider,
    modelId: id,
    maxVideosPerCall: 1,
    async doStart(options) {
      const operation = await model.start(options);
      return { operation, warnings: [], response: describeResponse(id, undefined) };
    },
    async doStatus({ operation, abortSignal }): Promise<OperationStatus> {
      const state = await model.look(operation, abortSignal ?? new AbortController().signal);
      const response = describeResponse(id, undefined);
      switch (state.status) {
        case "pending":
          return { status: "pending", ...progressMetadata(state.progress), response };
        case "error":
          return { status: "error", error: state.error, response };
        case "completed": {
          const videos = [{ ...state.made, mediaType: "video/mp4" }];
          return { status: "completed", videos, warnings: [], response };
        }
      }
    },
    doCancel: ({ operation, abortSignal }) => model.cancel(operation, abortSignal),
  };
}
