import type { ImageModelV4CallOptions } from "@ai-sdk/provider";
import {
  createJsonErrorResponseHandler,
  createJsonResponseHandler,
  getFromApi,
  postJsonToApi,
} from "@ai-sdk/provider-utils";
import { z } from "zod";
import type { ModelFetch, OperationModel } from "./model-provider.ts";
import type { ModelSettings } from "./provider-settings.ts";

const Prediction = z.object({
  status: z.string(),
  urls: z.object({ get: z.url() }),
  output: z.union([z.string(), z.array(z.string())]).nullish(),
  error: z.string().nullish(),
});
const Operation = z.object({ getUrl: z.string() });
const failedResponseHandler = createJsonErrorResponseHandler({
  errorSchema: z.unknown(),
  errorToMessage: () => "refused",
});

export interface ReplicateServer {
  /** Ends in the version, as `/v1`; no prediction elsewhere is asked for. */
  readonly base: string;
  readonly headers: Record<string, string>;
  readonly fetch: ModelFetch;
  /** Tells the vendor that nobody waits for a prediction any more. */
  readonly cancel: (getUrl: string, signal: AbortSignal) => Promise<void>;
}

/** Replicate's pictures as predictions: the vendor's client would keep none of them by its id. */
export function createReplicateImageModel(
  settings: ModelSettings,
  { base, headers, fetch, cancel }: ReplicateServer,
): OperationModel<ImageModelV4CallOptions> {
  const handlers = {
    successfulResponseHandler: createJsonResponseHandler(Prediction),
    failedResponseHandler,
    headers,
    fetch,
  };
  return {
    provider: "replicate",
    async start({ prompt, aspectRatio, seed, abortSignal }) {
      const [name, version] = settings.id.split(":");
      const { value } = await postJsonToApi({
        ...handlers,
        url: version === undefined ? `${base}/models/${name}/predictions` : `${base}/predictions`,
        body: {
          input: {
            prompt,
            aspect_ratio: aspectRatio,
            seed,
            num_outputs: 1,
            ...settings.options,
          },
          ...(version !== undefined && { version }),
        },
        ...(abortSignal && { abortSignal }),
      });
      return { getUrl: value.urls.get };
    },
    async look(operation, abortSignal) {
      const { getUrl } = Operation.parse(operation);
      if (new URL(getUrl).origin !== new URL(base).origin)
        return { status: "error", error: "it put its answer somewhere else", code: null };
      const { value } = await getFromApi({ ...handlers, url: getUrl, abortSignal });
      const url = Array.isArray(value.output) ? value.output[0] : value.output;
      if (value.status === "starting" || value.status === "processing")
        return { status: "pending", progress: null };
      if (value.status === "succeeded" && url != null)
        return { status: "completed", made: { type: "url", url } };
      return { status: "error", error: value.error ?? `it is ${value.status}`, code: null };
    },
    cancel: (operation, signal) => cancel(Operation.parse(operation).getUrl, signal),
  };
}
