import type {
  Experimental_VideoModelV4CallOptions as VideoCallOptions,
  Experimental_VideoModelV4OperationStatusResult as OperationStatus,
  Experimental_VideoModelV4VideoData as VideoData,
} from "@ai-sdk/provider";
import type { OperationState, RemoteVideoModel } from "./model-provider.ts";
import type { OperationPlace } from "./operation-journal.ts";
import { runOperation } from "./run-operation.ts";
import type { OperationTerms } from "./run-operation.ts";
import { failedOperation } from "./translate-error.ts";
import type { ErrorContext } from "./translate-error.ts";

export interface VideoOperationInput extends OperationTerms {
  readonly model: RemoteVideoModel;
  readonly options: VideoCallOptions;
  readonly place: OperationPlace;
}

/** As `runOperation`, with a video model of the AI SDK; one that cannot start is asked at once. */
export async function runVideoOperation(input: VideoOperationInput): Promise<VideoData> {
  const { model, options, signal, errors } = input;
  const { doStart, doStatus } = model;
  if (doStart === undefined || doStatus === undefined) {
    const result = await model.doGenerate?.({ ...options, abortSignal: signal });
    return firstOf(result?.videos ?? [], errors);
  }
  return runOperation({
    ...input,
    async start(abortSignal) {
      return (await doStart.call(model, { ...options, abortSignal })).operation;
    },
    async look(operation, abortSignal) {
      return stateOf(await doStatus.call(model, { operation, abortSignal }), errors);
    },
    async cancel(operation, abortSignal) {
      await model.doCancel?.({ operation, abortSignal });
    },
  });
}

function stateOf(status: OperationStatus, errors: ErrorContext): OperationState<VideoData> {
  switch (status.status) {
    case "completed":
      return { status: "completed", made: firstOf(status.videos, errors) };
    case "error": {
      const code = status.providerMetadata?.["framefleet"]?.["code"];
      return { status: "error", error: status.error, code: typeof code === "string" ? code : null };
    }
    case "pending": {
      const progress = status.providerMetadata?.["framefleet"]?.["progress"];
      return { status: "pending", progress: typeof progress === "number" ? progress : null };
    }
  }
}

function firstOf(videos: readonly VideoData[], errors: ErrorContext): VideoData {
  const [video] = videos;
  if (video === undefined) throw failedOperation("it made no video", null, errors);
  return video;
}
