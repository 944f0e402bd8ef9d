import type {
  Experimental_VideoModelV4CallOptions as VideoCallOptions,
  Experimental_VideoModelV4Result as VideoResult,
} from "@ai-sdk/provider";
import {
  createJsonErrorResponseHandler,
  createJsonResponseHandler,
  postJsonToApi,
} from "@ai-sdk/provider-utils";
import { z } from "zod";
import { TaskError } from "../../tasks/task-error.ts";
import { base64Of, dataUrlOf, startImageOf } from "./call-images.ts";
import type { ModelFetch, ModelProvider, RemoteVideoModel } from "./model-provider.ts";
import { describeResponse } from "./describe-response.ts";
import { nearestSize, readSize } from "./nearest-size.ts";
import type { ModelSettings, ResolvedProvider } from "./provider-settings.ts";

/** Which of the three documents a server follows: they share one path and little else. */
type Contract = "predict1" | "cosmos3-2.0" | "cosmos3-2.1";

const Answer = z.object({ b64_video: z.string() });
const failedResponseHandler = createJsonErrorResponseHandler({
  errorSchema: z.unknown(),
  errorToMessage: () => "refused",
});

/** Sizes of the 2.1 contract by its names, each with the frames that it allows at most. */
const tiers = [
  {
    resolution: "720",
    maximumFrames: 197,
    sizes: {
      "16_9": "1280x720",
      "1_1": "960x960",
      "9_16": "720x1280",
      "4_3": "1104x832",
      "3_4": "832x1104",
    },
  },
  {
    resolution: "480",
    maximumFrames: 297,
    sizes: {
      "16_9": "832x480",
      "1_1": "640x640",
      "9_16": "480x832",
      "4_3": "736x544",
      "3_4": "544x736",
    },
  },
  {
    resolution: "256",
    maximumFrames: 397,
    sizes: {
      "16_9": "320x192",
      "1_1": "256x256",
      "9_16": "192x320",
      "4_3": "320x256",
      "3_4": "256x320",
    },
  },
] as const;
const usualFramesPerSecond = 24;
const leastFramesPerSecond = 10;
const leastFrames = 25;

/** NVIDIA Cosmos as a NIM container: `POST /v1/infer`, one long request for each video. */
export function createCosmosNim(
  { settings, secret }: ResolvedProvider<"cosmos-nim">,
  fetch: ModelFetch,
): ModelProvider {
  const base = settings.url.replace(/\/+$/, "");
  const headers: Record<string, string> =
    secret === null ? {} : { authorization: `Bearer ${secret}` };
  const server = { base, headers, fetch, name: settings.name };
  let contract: Contract | null = null;
  const detect = async (signal: AbortSignal | undefined): Promise<Contract> =>
    (contract ??= await detectContract(server, signal));
  return {
    isPaid: false,
    origin: new URL(base).origin,
    headers,
    models: settings.models.map((model) => {
      if (model.kind !== "video") throw new Error(`Cosmos makes videos, not ${model.kind}.`);
      return { kind: "video", settings: model, model: createModel(model, server, detect) };
    }),
    async probe(signal) {
      const ready = await fetch(`${base}/v1/health/ready`, { headers, signal });
      const status = ready.status;
      await ready.body?.cancel();
      if (status !== 200) throw new Error(`not ready: status ${status}`);
      // The container may have been replaced by another version meanwhile.
      contract = await detectContract(server, signal);
    },
  };
}

interface Server {
  readonly base: string;
  readonly headers: Record<string, string>;
  readonly fetch: ModelFetch;
  readonly name: string;
}

/** Only Cosmos3 describes itself, and only its later version names a mode. */
async function detectContract(
  { base, headers, fetch }: Server,
  signal: AbortSignal | undefined,
): Promise<Contract> {
  const answer = await fetch(`${base}/openapi.json`, { headers, signal: signal ?? null });
  const text = await answer.text();
  if (answer.status === 404) return "predict1";
  if (answer.status !== 200) throw new Error(`openapi.json: status ${answer.status}`);
  return text.includes('"model_mode"') ? "cosmos3-2.1" : "cosmos3-2.0";
}

function createModel(
  settings: ModelSettings,
  server: Server,
  detect: (signal: AbortSignal | undefined) => Promise<Contract>,
): RemoteVideoModel {
  return {
    specificationVersion: "v4",
    provider: server.name,
    modelId: settings.id,
    maxVideosPerCall: 1,
    async doGenerate(options): Promise<VideoResult> {
      const contract = await detect(options.abortSignal);
      const { value, responseHeaders } = await postJsonToApi({
        url: `${server.base}/v1/infer`,
        headers: server.headers,
        body: { ...bodies[contract](options), ...settings.options },
        successfulResponseHandler: createJsonResponseHandler(Answer),
        failedResponseHandler,
        ...(options.abortSignal === undefined ? {} : { abortSignal: options.abortSignal }),
        fetch: server.fetch,
      });
      return {
        videos: [{ type: "base64", data: value.b64_video, mediaType: "video/mp4" }],
        warnings: [],
        response: describeResponse(settings.id, responseHeaders),
      };
    },
  };
}

type Body = Record<string, unknown>;

/** What each contract calls the same wish; fields that it does not know would be refused. */
const bodies: Readonly<Record<Contract, (options: VideoCallOptions) => Body>> = {
  predict1(options) {
    const image = startImageOf(options);
    return {
      prompt: options.prompt,
      seed: options.seed,
      video_params: {
        width: 1280,
        height: 704,
        frames_count: 121,
        frames_per_sec: usualFramesPerSecond,
      },
      ...(image === null ? {} : { image: base64Of(image) }),
    };
  },
  "cosmos3-2.0"(options) {
    const image = startImageOf(options);
    const { frames, framesPerSecond } = chooseFrames(options, 189);
    return {
      prompt: options.prompt,
      seed: options.seed,
      num_output_frames: Math.min(189, Math.ceil((frames - 1) / 4) * 4 + 1),
      fps: framesPerSecond,
      ...(image === null ? {} : { image: base64Of(image) }),
    };
  },
  "cosmos3-2.1"(options) {
    const image = startImageOf(options);
    const { tier, shape } = chooseResolution(options);
    const { frames, framesPerSecond } = chooseFrames(options, tier.maximumFrames);
    return {
      model_mode: image === null ? "text2video" : "image2video",
      prompt: options.prompt,
      seed: options.seed,
      resolution: `${tier.resolution}_${shape}`,
      num_frames: frames,
      fps: framesPerSecond,
      ...(image === null ? {} : { input_reference: dataUrlOf(image) }),
    };
  },
};

/** Fewer frames a second where the model cannot make as many as the length needs. */
function chooseFrames(
  { duration = 5 }: VideoCallOptions,
  maximumFrames: number,
): { frames: number; framesPerSecond: number } {
  const fitting = Math.floor((maximumFrames - 1) / duration);
  const framesPerSecond = Math.min(usualFramesPerSecond, fitting);
  if (framesPerSecond < leastFramesPerSecond)
    throw new TaskError(
      "invalid-input",
      `Cosmos makes videos of up to ${Math.floor((maximumFrames - 1) / leastFramesPerSecond)} s of this size.`,
    );
  const frames = Math.max(leastFrames, Math.ceil(duration * framesPerSecond) + 1);
  return { frames, framesPerSecond };
}

/** The smallest size that is not enlarged much, in the nearest shape. */
function chooseResolution({ resolution = "1280x720" }: VideoCallOptions) {
  const asked = readSize(resolution);
  const short = Math.min(asked.width, asked.height);
  const name = short > 576 ? "720" : short > 300 ? "480" : "256";
  const tier = tiers.find((candidate) => candidate.resolution === name) ?? tiers[0];
  const { width, height } = nearestSize(Object.values(tier.sizes), asked);
  const shapes = Object.entries(tier.sizes);
  const [shape] = shapes.find(([, size]) => size === `${width}x${height}`) ?? ["16_9"];
  return { tier, shape };
}
