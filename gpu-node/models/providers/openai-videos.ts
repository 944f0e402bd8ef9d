import type {
  Experimental_VideoModelV4OperationStatusResult as OperationStatus,
  JSONValue,
} from "@ai-sdk/provider";
import {
  createJsonErrorResponseHandler,
  createJsonResponseHandler,
  deleteFromApi,
  getFromApi,
  postFormDataToApi,
} from "@ai-sdk/provider-utils";
import { z } from "zod";
import { base64Of, startImageOf } from "./call-images.ts";
import { describeResponse } from "./describe-response.ts";
import { progressMetadata } from "./model-provider.ts";
import type { ModelFetch, RemoteVideoModel } from "./model-provider.ts";
import type { ModelSettings } from "./provider-settings.ts";

const Video = z.object({
  id: z.string().min(1),
  status: z.enum(["queued", "in_progress", "completed", "failed", "cancelled"]),
  progress: z.number().nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
});
const Operation = z.object({ id: z.string() });

const successfulResponseHandler = createJsonResponseHandler(Video);
const failedResponseHandler = createJsonErrorResponseHandler({
  errorSchema: z.unknown(),
  errorToMessage: () => "refused",
});

export interface OpenAiServer {
  readonly name: string;
  /** With `/v1`, without a slash at its end. */
  readonly base: string;
  readonly headers: Record<string, string>;
  readonly fetch: ModelFetch;
}

/**
 * A video model of `POST /v1/videos`, as OpenAI, vLLM-Omni and SGLang serve it: multipart form in,
 * a job out, its file below `/content`.
 */
export function createOpenAiVideoModel(
  settings: ModelSettings,
  { name, base, headers, fetch }: OpenAiServer,
): RemoteVideoModel {
  const addressOf = (operation: JSONValue): string =>
    `${base}/videos/${encodeURIComponent(Operation.parse(operation).id)}`;
  const call = { headers, failedResponseHandler, fetch };
  return {
    specificationVersion: "v4",
    provider: name,
    modelId: settings.id,
    maxVideosPerCall: 1,
    async doStart(options) {
      const formData = new FormData();
      formData.set("model", settings.id);
      formData.set("prompt", options.prompt ?? "");
      if (options.duration !== undefined)
        formData.set("seconds", String(Math.ceil(options.duration)));
      if (options.resolution !== undefined) formData.set("size", options.resolution);
      for (const [field, value] of Object.entries(settings.options))
        formData.set(field, typeof value === "string" ? value : JSON.stringify(value));
      const image = startImageOf(options);
      if (image !== null) {
        const bytes = Buffer.from(base64Of(image), "base64");
        formData.set("input_reference", new Blob([bytes], { type: image.mediaType }), "first.png");
      }
      const { value, responseHeaders } = await postFormDataToApi({
        ...call,
        url: `${base}/videos`,
        formData,
        successfulResponseHandler,
        ...(options.abortSignal && { abortSignal: options.abortSignal }),
      });
      return {
        operation: { id: value.id },
        warnings: [],
        response: describeResponse(settings.id, responseHeaders),
      };
    },
    async doStatus({ operation, abortSignal }): Promise<OperationStatus> {
      const url = addressOf(operation);
      const { value, responseHeaders } = await getFromApi({
        ...call,
        url,
        successfulResponseHandler,
        ...(abortSignal && { abortSignal }),
      });
      const response = describeResponse(settings.id, responseHeaders);
      switch (value.status) {
        case "completed":
          return {
            status: "completed",
            videos: [{ type: "url", url: `${url}/content`, mediaType: "video/mp4" }],
            warnings: [],
            response,
          };
        case "failed":
        case "cancelled":
          return {
            status: "error",
            error: value.error?.message ?? `the video is ${value.status}`,
            providerMetadata: { framefleet: { code: value.error?.code ?? null } },
            response,
          };
        case "queued":
        case "in_progress":
          return {
            status: "pending",
            ...progressMetadata(value.progress == null ? null : value.progress / 100),
            response,
          };
      }
    },
    async doCancel({ operation, abortSignal }) {
      await deleteFromApi({
        ...call,
        url: addressOf(operation),
        abortSignal,
        successfulResponseHandler: createJsonResponseHandler(z.unknown()),
      });
    },
  };
}
