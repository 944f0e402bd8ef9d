import { createHash } from "node:crypto";
import { APICallError } from "@ai-sdk/provider";
import type { JSONObject, JSONValue } from "@ai-sdk/provider";
import {
  createJsonErrorResponseHandler,
  createJsonResponseHandler,
  postJsonToApi,
} from "@ai-sdk/provider-utils";
import { z } from "zod";
import { newUuid } from "../../random.ts";
import { TaskError } from "../../tasks/task-error.ts";
import { describeCogInput } from "./cog-input.ts";
import type { CogWish } from "./cog-input.ts";
import type {
  MadeFile,
  ModelFetch,
  ModelProvider,
  OfferedModel,
  OperationState,
} from "./model-provider.ts";
import type { ModelSettings, ResolvedProvider } from "./provider-settings.ts";
import { tidyWords } from "./tidy-words.ts";
import { toVideoModel } from "./to-video-model.ts";

const Prediction = z.object({
  status: z.string(),
  output: z.union([z.string(), z.array(z.string())]).nullish(),
  error: z.string().nullish(),
});
const Health = z.object({ status: z.string() });
const Api = z.object({
  components: z.object({
    schemas: z.object({ Input: z.object({ properties: z.record(z.string(), z.unknown()) }) }),
  }),
});
const Operation = z.object({ id: z.string(), input: z.record(z.string(), z.json()) });
const failedResponseHandler = createJsonErrorResponseHandler({
  errorSchema: z.unknown(),
  errorToMessage: () => "refused",
});

/**
 * Any Cog container. It has no way to ask for a prediction's state: a request with an id of ours
 * waits for it, and the same request again joins the same prediction.
 */
export function createCog(
  { settings, secret }: ResolvedProvider<"cog">,
  fetch: ModelFetch,
): ModelProvider {
  const base = settings.url.replace(/\/+$/, "");
  const headers: Record<string, string> =
    secret === null ? {} : { authorization: `Bearer ${secret}` };
  const server = new CogServer(base, headers, fetch, settings.name);
  return {
    isPaid: false,
    origin: new URL(base).origin,
    headers,
    models: settings.models.map((model) => offer(model, server)),
    async probe(signal) {
      const answer = await fetch(`${base}/health-check`, { headers, signal });
      const { status } = Health.parse(await answer.json());
      if (status !== "READY" && status !== "BUSY") throw new Error("not ready");
    },
  };
}

class CogServer {
  readonly #base: string;
  readonly #headers: Record<string, string>;
  readonly #fetch: ModelFetch;
  readonly name: string;

  constructor(base: string, headers: Record<string, string>, fetch: ModelFetch, name: string) {
    this.#base = base;
    this.#headers = headers;
    this.#fetch = fetch;
    this.name = name;
  }

  /** The wish in the fields that this model has. */
  async describe(wish: CogWish, options: JSONObject, signal?: AbortSignal): Promise<JSONObject> {
    const url = `${this.#base}/openapi.json`;
    const answer = await this.#fetch(url, { headers: this.#headers, signal: signal ?? null });
    const { properties } = Api.parse(await answer.json()).components.schemas.Input;
    return { ...describeCogInput(wish, Object.keys(properties)), ...options };
  }

  /** The first output of a prediction: an address, `data:` among them; null while it has no room. */
  async predict(id: string, input: JSONObject, signal?: AbortSignal): Promise<string | null> {
    // The client posts; the protocol wants PUT for requests with an id.
    const put: ModelFetch = (url, init) => this.#fetch(url, { ...init, method: "PUT" });
    try {
      const { value } = await postJsonToApi({
        url: `${this.#base}/predictions/${id}`,
        headers: this.#headers,
        body: { input },
        successfulResponseHandler: createJsonResponseHandler(Prediction),
        failedResponseHandler,
        fetch: put,
        ...(signal && { abortSignal: signal }),
      });
      const output = Array.isArray(value.output) ? value.output[0] : value.output;
      if (value.status === "succeeded" && output != null) return output;
      if (value.status === "starting" || value.status === "processing") return null;
      throw new TaskError("model-failed", this.#failure(value.error ?? `it is ${value.status}`));
    } catch (error) {
      if (APICallError.isInstance(error) && error.statusCode === 409) return null;
      throw error;
    }
  }

  async cancel(id: string, signal: AbortSignal): Promise<void> {
    const url = `${this.#base}/predictions/${id}/cancel`;
    const answer = await this.#fetch(url, { method: "POST", headers: this.#headers, signal });
    await answer.body?.cancel();
  }

  #failure(words: string): string {
    const last = words.trim().split("\n").at(-1) ?? "";
    return `The model server ${this.name} gave up: ${tidyWords(last)}.`;
  }
}

function offer(settings: ModelSettings, server: CogServer): OfferedModel {
  const start = async (wish: CogWish, signal: AbortSignal | undefined): Promise<JSONObject> => {
    const input = await server.describe(wish, settings.options, signal);
    return { id: newPredictionId(), input };
  };
  const look = async (
    operation: JSONValue,
    signal: AbortSignal,
  ): Promise<OperationState<MadeFile>> => {
    const { id, input } = Operation.parse(operation);
    const output = await server.predict(id, input as JSONObject, signal);
    if (output === null) return { status: "pending", progress: null };
    const made: MadeFile = output.startsWith("data:")
      ? { type: "binary", data: bytesOf(output, server.name) }
      : { type: "url", url: output };
    return { status: "completed", made };
  };
  const cancel = (operation: JSONValue, signal: AbortSignal): Promise<void> =>
    server.cancel(Operation.parse(operation).id, signal);
  switch (settings.kind) {
    case "video":
      return {
        kind: "video",
        settings,
        model: toVideoModel(settings.id, {
          provider: server.name,
          start: (options) => start({ kind: "video", options }, options.abortSignal),
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
          start: (options) => start({ kind: "image", options }, options.abortSignal),
          look,
          cancel,
        },
      };
    case "speech":
      return {
        kind: "speech",
        settings,
        model: {
          provider: server.name,
          start: (options) => start({ kind: "speech", options }, options.abortSignal),
          look,
          cancel,
        },
      };
  }
}

/** 26 characters of base 32, as the containers make their own. */
function newPredictionId(): string {
  const digest = createHash("sha256").update(newUuid()).digest();
  return Array.from(
    digest.subarray(0, 26),
    (byte) => "abcdefghijklmnopqrstuvwxyz234567"[byte & 31],
  ).join("");
}

function bytesOf(output: string, name: string): Uint8Array {
  const [, data] = /^data:[\w.+-]+\/[\w.+-]+;base64,(.+)$/s.exec(output) ?? [];
  if (data === undefined)
    throw new TaskError("model-failed", `The model server ${name} gave no file.`);
  return new Uint8Array(Buffer.from(data, "base64"));
}
