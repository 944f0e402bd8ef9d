import type {
  Experimental_VideoModelV4CallOptions as VideoCallOptions,
  Experimental_VideoModelV4OperationStatusResult as OperationStatus,
} from "@ai-sdk/provider";
import {
  createJsonErrorResponseHandler,
  createJsonResponseHandler,
  getFromApi,
  postJsonToApi,
} from "@ai-sdk/provider-utils";
import { z } from "zod";
import { base64Of, startImageOf } from "./call-images.ts";
import { describeResponse } from "./describe-response.ts";
import type { ModelFetch, ModelProvider, RemoteVideoModel } from "./model-provider.ts";
import { nearestShape, readSize } from "./nearest-size.ts";
import { probeAddress } from "./probe-address.ts";
import type { ModelSettings, ResolvedProvider } from "./provider-settings.ts";

const Content = z.object({
  type: z.string(),
  data: z.string().optional(),
  uri: z.string().optional(),
  mime_type: z.string().optional(),
});
const Interaction = z.object({
  id: z.string().min(1),
  status: z.string(),
  steps: z.array(z.object({ type: z.string(), content: z.array(Content).nullish() })).nullish(),
  errors: z
    .array(z.object({ code: z.string().nullish(), message: z.string().nullish() }))
    .nullish(),
});
const Operation = z.object({ id: z.string() });
const successfulResponseHandler = createJsonResponseHandler(Interaction);
const failedResponseHandler = createJsonErrorResponseHandler({
  errorSchema: z.unknown(),
  errorToMessage: () => "refused",
});
const usualDurations = [3, 4, 5, 6, 7, 8, 9, 10];
const working = ["queued", "in_progress"];

/** Gemini Omni through the Interactions API, Veo's successor on the Gemini API. */
export function createGeminiOmni(
  { settings, secret }: ResolvedProvider<"gemini-omni">,
  fetch: ModelFetch,
): ModelProvider {
  const base = (settings.url ?? "https://generativelanguage.googleapis.com/v1").replace(/\/+$/, "");
  const headers: Record<string, string> = secret === null ? {} : { "x-goog-api-key": secret };
  return {
    isPaid: true,
    origin: new URL(base).origin,
    headers,
    models: settings.models.map((model) => {
      if (model.kind !== "video") throw new Error(`Gemini Omni makes videos, not ${model.kind}.`);
      const durationsSeconds = model.durationsSeconds ?? usualDurations;
      return {
        kind: "video",
        settings: { ...model, durationsSeconds },
        model: createModel(model, settings.name, { base, headers, fetch }),
      };
    }),
    probe: (signal) => probeAddress(`${base}/models`, { headers, fetch, signal }),
  };
}

function createModel(
  settings: ModelSettings,
  provider: string,
  { base, headers, fetch }: { base: string; headers: Record<string, string>; fetch: ModelFetch },
): RemoteVideoModel {
  const call = { headers, fetch, successfulResponseHandler, failedResponseHandler };
  return {
    specificationVersion: "v4",
    provider,
    modelId: settings.id,
    maxVideosPerCall: 1,
    async doStart(options) {
      const { value, responseHeaders } = await postJsonToApi({
        ...call,
        url: `${base}/interactions`,
        body: { ...describeWish(settings.id, options), ...settings.options },
        ...(options.abortSignal && { abortSignal: options.abortSignal }),
      });
      return {
        operation: { id: value.id },
        warnings: [],
        response: describeResponse(settings.id, responseHeaders),
      };
    },
    async doStatus({ operation, abortSignal }): Promise<OperationStatus> {
      const { id } = Operation.parse(operation);
      const { value, responseHeaders } = await getFromApi({
        ...call,
        url: `${base}/interactions/${encodeURIComponent(id)}?stream=false`,
        ...(abortSignal && { abortSignal }),
      });
      const response = describeResponse(settings.id, responseHeaders);
      if (working.includes(value.status)) return { status: "pending", response };
      if (value.status === "completed") return { ...resultOf(value), response };
      const [error] = value.errors ?? [];
      return {
        status: "error",
        error: error?.message ?? `the interaction is ${value.status}`,
        providerMetadata: { framefleet: { code: error?.code ?? null } },
        response,
      };
    },
    async doCancel({ operation, abortSignal }) {
      const { id } = Operation.parse(operation);
      const url = `${base}/interactions/${encodeURIComponent(id)}/cancel`;
      const answer = await fetch(url, { method: "POST", headers, signal: abortSignal });
      await answer.body?.cancel();
    },
  };
}

function describeWish(model: string, options: VideoCallOptions): Record<string, unknown> {
  const image = startImageOf(options);
  const asked = readSize(options.resolution ?? "1280x720");
  const short = Math.min(asked.width, asked.height);
  const text = options.prompt ?? "";
  return {
    model,
    input:
      image === null
        ? text
        : [
            { type: "image", data: base64Of(image), mime_type: image.mediaType },
            { type: "text", text },
          ],
    background: true,
    store: true,
    response_format: {
      type: "video",
      aspect_ratio: nearestShape(["16:9", "9:16"], asked),
      duration: `${options.duration ?? 5}s`,
      resolution: short > 720 ? "1080p" : short > 360 ? "720p" : "360p",
      delivery: "inline",
    },
    generation_config: {
      video_config: { task: image === null ? "text_to_video" : "image_to_video" },
    },
  };
}

function resultOf({ steps }: z.infer<typeof Interaction>) {
  const contents = (steps ?? []).flatMap(({ content }) => content ?? []);
  const video = contents.findLast(({ type }) => type === "video");
  const mediaType = video?.mime_type ?? "video/mp4";
  const videos =
    video?.data !== undefined
      ? [{ type: "base64" as const, data: video.data, mediaType }]
      : video?.uri !== undefined
        ? [{ type: "url" as const, url: video.uri, mediaType }]
        : [];
  return { status: "completed" as const, videos, warnings: [] };
}
