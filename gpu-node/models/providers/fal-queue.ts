import type {
  ImageModelV4CallOptions,
  JSONObject,
  JSONValue,
  SpeechModelV4CallOptions,
} from "@ai-sdk/provider";
import { APICallError } from "@ai-sdk/provider";
import {
  createJsonErrorResponseHandler,
  createJsonResponseHandler,
  getFromApi,
  postJsonToApi,
  safeParseJSON,
} from "@ai-sdk/provider-utils";
import { z } from "zod";
import type { MadeFile, ModelFetch, OperationModel, OperationState } from "./model-provider.ts";
import { readSize } from "./nearest-size.ts";
import type { ModelSettings } from "./provider-settings.ts";

const Submitted = z.object({ response_url: z.url() });
const StillGoing = z.object({ detail: z.literal("Request is still in progress") });
const File = z.object({ url: z.string() });
const Made = z.union([
  z.object({ images: z.array(File).min(1) }).transform(({ images }) => images[0]),
  z.object({ image: File }).transform(({ image }) => image),
  z.object({ audio: File }).transform(({ audio }) => audio),
]);
const Operation = z.object({ responseUrl: z.string() });
const failedResponseHandler = createJsonErrorResponseHandler({
  errorSchema: z.unknown(),
  errorToMessage: () => "refused",
});

export interface FalQueueInput {
  /** Where the vendor's queue is; what it names elsewhere is not asked. */
  readonly origin: string;
  readonly headers: Record<string, string>;
  readonly fetch: ModelFetch;
}

/** fal's queue for what is no video: the vendor's client would ask for it in one long request. */
export class FalQueue {
  readonly #input: FalQueueInput;

  constructor(input: FalQueueInput) {
    this.#input = input;
  }

  image(settings: ModelSettings): OperationModel<ImageModelV4CallOptions> {
    return this.#model(settings, ({ prompt, seed, size }) => ({
      prompt: prompt ?? "",
      ...(seed !== undefined && { seed }),
      ...(size !== undefined && { image_size: { ...readSize(size) } }),
      num_images: 1,
    }));
  }

  speech(settings: ModelSettings): OperationModel<SpeechModelV4CallOptions> {
    return this.#model(settings, ({ text, voice, speed }) => ({
      text,
      output_format: "url",
      ...(voice !== undefined && { voice }),
      ...(speed !== undefined && { speed }),
    }));
  }

  /** Tells the vendor that nobody waits for it any more. */
  async cancel(operation: JSONValue, signal: AbortSignal): Promise<void> {
    const { responseUrl } = Operation.parse(operation);
    const { origin, headers, fetch } = this.#input;
    if (new URL(responseUrl).origin !== origin) return;
    const answer = await fetch(`${responseUrl}/cancel`, { method: "PUT", headers, signal });
    await answer.body?.cancel();
  }

  #model<Options extends { abortSignal?: AbortSignal | undefined }>(
    settings: ModelSettings,
    bodyOf: (options: Options) => JSONObject,
  ): OperationModel<Options> {
    const { origin, headers, fetch } = this.#input;
    return {
      provider: "fal",
      async start(options) {
        const { value } = await postJsonToApi({
          url: `${origin}/${settings.id}`,
          headers,
          body: { ...bodyOf(options), ...settings.options },
          successfulResponseHandler: createJsonResponseHandler(Submitted),
          failedResponseHandler,
          fetch,
          ...(options.abortSignal && { abortSignal: options.abortSignal }),
        });
        return { responseUrl: value.response_url };
      },
      look: (operation, signal) => this.#look(operation, signal),
      cancel: (operation, signal) => this.cancel(operation, signal),
    };
  }

  async #look(operation: JSONValue, signal: AbortSignal): Promise<OperationState<MadeFile>> {
    const { responseUrl } = Operation.parse(operation);
    const { origin, headers, fetch } = this.#input;
    if (new URL(responseUrl).origin !== origin)
      return { status: "error", error: "it put its answer somewhere else", code: null };
    try {
      const { value } = await getFromApi({
        url: responseUrl,
        headers,
        successfulResponseHandler: createJsonResponseHandler(Made),
        failedResponseHandler,
        fetch,
        abortSignal: signal,
      });
      if (value === undefined) return { status: "error", error: "it made nothing", code: null };
      return { status: "completed", made: { type: "url", url: value.url } };
    } catch (error) {
      // A refusal is this queue's way to say that it is not done.
      const said = await safeParseJSON({ text: textOf(error), schema: StillGoing });
      if (said.success) return { status: "pending", progress: null };
      throw error;
    }
  }
}

function textOf(error: unknown): string {
  return (APICallError.isInstance(error) ? error.responseBody : null) ?? "";
}
