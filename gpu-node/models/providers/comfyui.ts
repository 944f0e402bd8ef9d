import type {
  Experimental_VideoModelV4CallOptions as VideoCallOptions,
  Experimental_VideoModelV4OperationStatusResult as OperationStatus,
} from "@ai-sdk/provider";
import { z } from "zod";
import { pause } from "../../clock.ts";
import { newUuid } from "../../random.ts";
import { TaskError } from "../../tasks/task-error.ts";
import { base64Of, startImageOf } from "./call-images.ts";
import { ComfyServer } from "./comfyui-server.ts";
import { fillWorkflow, readWorkflow } from "./comfyui-workflow.ts";
import type { WorkflowValues } from "./comfyui-workflow.ts";
import { describeResponse } from "./describe-response.ts";
import { progressMetadata } from "./model-provider.ts";
import type { ModelFetch, ModelProvider, OfferedModel } from "./model-provider.ts";
import { readSize } from "./nearest-size.ts";
import { probeAddress } from "./probe-address.ts";
import type { ResolvedProvider, WorkflowSettings } from "./provider-settings.ts";
import { tidyWords } from "./tidy-words.ts";

const Operation = z.object({ promptId: z.string(), clientId: z.string() });

/** ComfyUI with workflows of the operator; what a client says goes into their named inputs alone. */
export function createComfyUi(
  { settings, secret }: ResolvedProvider<"comfyui">,
  fetch: ModelFetch,
): ModelProvider {
  const base = settings.url.replace(/\/+$/, "");
  const headers: Record<string, string> =
    secret === null ? {} : { authorization: `Bearer ${secret}` };
  const server = new ComfyServer({ name: settings.name, base, headers, fetch });
  return {
    isPaid: false,
    origin: new URL(base).origin,
    headers,
    models: settings.models.map((model) => offer(model, server, settings.pollSeconds)),
    probe: (signal) => probeAddress(`${base}/system_stats`, { headers, fetch, signal }),
  };
}

function offer(settings: WorkflowSettings, server: ComfyServer, pollSeconds: number): OfferedModel {
  const workflow = readWorkflow(settings.workflow, settings.inputs);
  const identity = {
    specificationVersion: "v4",
    provider: server.name,
    modelId: settings.id,
  } as const;
  const start = async (values: WorkflowValues, signal: AbortSignal | undefined) => {
    const clientId = newUuid();
    const filled = fillWorkflow(workflow, settings.inputs, values);
    return { promptId: await server.submit(filled, clientId, signal), clientId };
  };
  switch (settings.kind) {
    case "video":
      return {
        kind: "video",
        settings,
        model: {
          ...identity,
          maxVideosPerCall: 1,
          async doStart(options) {
            const values = await valuesOfVideo(options, server);
            const operation = await start(values, options.abortSignal);
            const response = describeResponse(settings.id, undefined);
            return { operation, warnings: [], response };
          },
          async doStatus({ operation, abortSignal }): Promise<OperationStatus> {
            const { promptId, clientId } = Operation.parse(operation);
            const state = await server.look(promptId, clientId, abortSignal);
            const response = describeResponse(settings.id, undefined);
            switch (state.type) {
              case "working":
                return { status: "pending", ...progressMetadata(state.progress), response };
              case "failed":
                return { status: "error", error: state.reason, response };
              case "done": {
                const videos = [{ type: "url" as const, url: state.url, mediaType: "video/mp4" }];
                return { status: "completed", videos, warnings: [], response };
              }
            }
          },
          async doCancel({ operation, abortSignal }) {
            const { promptId, clientId } = Operation.parse(operation);
            await server.cancel(promptId, clientId, abortSignal);
          },
        },
      };
    case "image":
      return {
        kind: "image",
        settings,
        model: {
          ...identity,
          maxImagesPerCall: 1,
          async doGenerate({ prompt, seed, size, abortSignal = new AbortController().signal }) {
            const values = { prompt, seed, ...readSize(size ?? "1024x1024") };
            const operation = await start(values, abortSignal);
            const url = await waitFor(server, operation, { pollSeconds, signal: abortSignal });
            const image = await server.read(url, abortSignal);
            const response = describeResponse(settings.id, undefined);
            return { images: [image], warnings: [], response };
          },
        },
      };
    case "speech":
      throw new Error("Workflows make videos and pictures.");
  }
}

async function valuesOfVideo(
  { prompt, seed, resolution = "1280x720", fps = 24, duration = 5, ...images }: VideoCallOptions,
  server: ComfyServer,
): Promise<WorkflowValues> {
  const image = startImageOf({ prompt, seed, resolution, fps, duration, ...images });
  const startImage =
    image === null
      ? undefined
      : await server.upload({
          bytes: Buffer.from(base64Of(image), "base64"),
          mediaType: image.mediaType,
          name: `framefleet-${newUuid()}.png`,
        });
  const frameCount = Math.ceil(duration * fps) + 1;
  return {
    prompt,
    seed,
    ...readSize(resolution),
    framesPerSecond: fps,
    frameCount,
    durationSeconds: duration,
    startImage,
  };
}

async function waitFor(
  server: ComfyServer,
  { promptId, clientId }: z.infer<typeof Operation>,
  { pollSeconds, signal }: { pollSeconds: number; signal: AbortSignal },
): Promise<string> {
  try {
    for (;;) {
      signal.throwIfAborted();
      const state = await server.look(promptId, clientId, signal);
      if (state.type === "done") return state.url;
      if (state.type === "failed") throw failure(server, state.reason);
      await pause(pollSeconds * 1000, signal);
    }
  } catch (error) {
    if (signal.aborted) {
      await server.cancel(promptId, clientId, AbortSignal.timeout(5000)).catch(() => {});
    }
    throw error;
  }
}

function failure({ name }: ComfyServer, reason: string): TaskError {
  return new TaskError("model-failed", `The model server ${name} gave up: ${tidyWords(reason)}.`);
}
