import type {
  Experimental_VideoModelV4CallOptions as VideoCallOptions,
  JSONValue,
} from "@ai-sdk/provider";
import { z } from "zod";
import { newUuid } from "../../random.ts";
import { base64Of, startImageOf } from "./call-images.ts";
import { ComfyServer } from "./comfyui-server.ts";
import { fillWorkflow, readWorkflow } from "./comfyui-workflow.ts";
import type { WorkflowValues } from "./comfyui-workflow.ts";
import type {
  MadeFile,
  ModelFetch,
  ModelProvider,
  OfferedModel,
  OperationState,
} from "./model-provider.ts";
import { readSize } from "./nearest-size.ts";
import { probeAddress } from "./probe-address.ts";
import type { ResolvedProvider, WorkflowSettings } from "./provider-settings.ts";
import { toVideoModel } from "./to-video-model.ts";

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
    models: settings.models.map((model) => offer(model, server)),
    probe: (signal) => probeAddress(`${base}/system_stats`, { headers, fetch, signal }),
  };
}

function offer(settings: WorkflowSettings, server: ComfyServer): OfferedModel {
  const workflow = readWorkflow(settings.workflow, settings.inputs);
  const start = async (values: WorkflowValues, signal: AbortSignal | undefined) => {
    const clientId = newUuid();
    const filled = fillWorkflow(workflow, settings.inputs, values);
    return { promptId: await server.submit(filled, clientId, signal), clientId };
  };
  const look = async (
    operation: JSONValue,
    signal: AbortSignal,
  ): Promise<OperationState<MadeFile>> => {
    const { promptId, clientId } = Operation.parse(operation);
    const state = await server.look(promptId, clientId, signal);
    switch (state.type) {
      case "working":
        return { status: "pending", progress: state.progress };
      case "failed":
        return { status: "error", error: state.reason, code: null };
      case "done":
        return { status: "completed", made: { type: "url", url: state.url } };
    }
  };
  const cancel = (operation: JSONValue, signal: AbortSignal): Promise<void> => {
    const { promptId, clientId } = Operation.parse(operation);
    return server.cancel(promptId, clientId, signal);
  };
  switch (settings.kind) {
    case "video":
      return {
        kind: "video",
        settings,
        model: toVideoModel(settings.id, {
          provider: server.name,
          start: async (options) =>
            start(await valuesOfVideo(options, server), options.abortSignal),
          look,
          cancel,
        }),
      };
    case "image":
      return {
        kind: "image",
        settings,
        model: {
          provider: server.name,
          start: ({ prompt, seed, size, abortSignal }) =>
            start({ prompt, seed, ...readSize(size ?? "1024x1024") }, abortSignal),
          look,
          cancel,
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
