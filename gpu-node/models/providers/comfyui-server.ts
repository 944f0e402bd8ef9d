import {
  createJsonErrorResponseHandler,
  createJsonResponseHandler,
  getFromApi,
  postFormDataToApi,
  postJsonToApi,
} from "@ai-sdk/provider-utils";
import { z } from "zod";
import type { ModelFetch } from "./model-provider.ts";

const Submitted = z.object({ prompt_id: z.string().min(1) });
const Uploaded = z.object({ name: z.string(), subfolder: z.string().default("") });
const OutputFile = z.object({
  filename: z.string(),
  subfolder: z.string().default(""),
  type: z.string().default("output"),
});
const Entry = z.object({
  outputs: z.record(z.string(), z.record(z.string(), z.unknown())),
  status: z
    .object({ status_str: z.string(), messages: z.array(z.unknown()).default([]) })
    .nullish(),
});
const History = z.record(z.string(), Entry);
const Failure = z.tuple([
  z.literal("execution_error"),
  z.looseObject({ exception_message: z.string().default("") }),
]);
const Progress = z.object({
  type: z.literal("progress"),
  data: z.object({
    value: z.number(),
    max: z.number().positive(),
    prompt_id: z.string().nullish(),
  }),
});
const failedResponseHandler = createJsonErrorResponseHandler({
  errorSchema: z.unknown(),
  errorToMessage: () => "refused",
});

export type ComfyState =
  | { readonly type: "working"; readonly progress: number | null }
  /** Where the bytes of the result lie. */
  | { readonly type: "done"; readonly url: string }
  | { readonly type: "failed"; readonly reason: string };

export interface ComfyServerInput {
  readonly name: string;
  readonly base: string;
  readonly headers: Record<string, string>;
  readonly fetch: ModelFetch;
}

/** A ComfyUI server: its queue, its history, its files, and its socket for progress. */
export class ComfyServer {
  readonly #input: ComfyServerInput;
  readonly #sockets = new Map<string, WebSocket>();
  readonly #progress = new Map<string, number>();

  constructor(input: ComfyServerInput) {
    this.#input = input;
  }

  get name(): string {
    return this.#input.name;
  }

  /** The name under which a workflow may load the picture. */
  async upload(image: { bytes: Buffer; mediaType: string; name: string }): Promise<string> {
    const formData = new FormData();
    formData.set(
      "image",
      new Blob([new Uint8Array(image.bytes)], { type: image.mediaType }),
      image.name,
    );
    formData.set("type", "input");
    const { value } = await postFormDataToApi({
      ...this.#call(Uploaded),
      url: `${this.#input.base}/upload/image`,
      formData,
    });
    return value.subfolder === "" ? value.name : `${value.subfolder}/${value.name}`;
  }

  /** Puts a workflow into the queue; the id is the server's. */
  async submit(workflow: unknown, clientId: string, signal?: AbortSignal): Promise<string> {
    this.#listen(clientId, signal);
    const { value } = await postJsonToApi({
      ...this.#call(Submitted),
      url: `${this.#input.base}/prompt`,
      body: { prompt: workflow, client_id: clientId },
      ...(signal && { abortSignal: signal }),
    });
    return value.prompt_id;
  }

  async look(promptId: string, clientId: string, signal?: AbortSignal): Promise<ComfyState> {
    this.#listen(clientId, signal);
    const { value } = await getFromApi({
      ...this.#call(History),
      url: `${this.#input.base}/history/${encodeURIComponent(promptId)}`,
      ...(signal && { abortSignal: signal }),
    });
    const entry = value[promptId];
    if (entry === undefined) {
      if (!(await this.#isQueued(promptId, signal)))
        return this.#lookAgain(promptId, clientId, signal);
      return { type: "working", progress: this.#progress.get(promptId) ?? null };
    }
    this.leave(promptId, clientId);
    if (entry.status?.status_str === "error") {
      const failure = entry.status.messages.map((message) => Failure.safeParse(message).data?.[1]);
      const reason = failure.find((found) => found !== undefined)?.exception_message;
      return { type: "failed", reason: reason ?? "the workflow failed" };
    }
    const file = findFile(entry.outputs);
    if (file === null) return { type: "failed", reason: "the workflow saved no file" };
    const query = new URLSearchParams(file);
    return { type: "done", url: `${this.#input.base}/view?${query.toString()}` };
  }

  /** Takes it out of the queue, and stops it where it is the one that runs. */
  async cancel(promptId: string, clientId: string, signal: AbortSignal): Promise<void> {
    this.leave(promptId, clientId);
    for (const [path, body] of [
      ["queue", { delete: [promptId] }],
      ["interrupt", { prompt_id: promptId }],
    ] as const) {
      const answer = await this.#input.fetch(`${this.#input.base}/${path}`, {
        method: "POST",
        headers: { ...this.#input.headers, "content-type": "application/json" },
        body: JSON.stringify(body),
        signal,
      });
      await answer.body?.cancel();
    }
  }

  leave(promptId: string, clientId: string): void {
    this.#progress.delete(promptId);
    this.#sockets.get(clientId)?.close();
    this.#sockets.delete(clientId);
  }

  /** It may have left the queue for the history between the two questions. */
  async #lookAgain(promptId: string, clientId: string, signal?: AbortSignal): Promise<ComfyState> {
    const { value } = await getFromApi({
      ...this.#call(History),
      url: `${this.#input.base}/history/${encodeURIComponent(promptId)}`,
      ...(signal && { abortSignal: signal }),
    });
    if (value[promptId] !== undefined) return this.look(promptId, clientId, signal);
    this.leave(promptId, clientId);
    return { type: "failed", reason: "the server does not know the workflow any more" };
  }

  async #isQueued(promptId: string, signal?: AbortSignal): Promise<boolean> {
    const { value } = await getFromApi({
      ...this.#call(z.unknown()),
      url: `${this.#input.base}/queue`,
      ...(signal && { abortSignal: signal }),
    });
    return JSON.stringify(value).includes(JSON.stringify(promptId));
  }

  /** Without its socket a server still works; progress is then an estimate. */
  #listen(clientId: string, signal?: AbortSignal): void {
    if (this.#sockets.has(clientId)) return;
    const url = `${this.#input.base.replace(/^http/, "ws")}/ws?clientId=${clientId}`;
    const socket = new WebSocket(url);
    this.#sockets.set(clientId, socket);
    // Whoever gives up does not always cancel.
    signal?.addEventListener("abort", () => socket.close(), { once: true });
    socket.addEventListener("message", ({ data }) => {
      const parsed = Progress.safeParse(typeof data === "string" ? parseJson(data) : null);
      if (!parsed.success || parsed.data.data.prompt_id == null) return;
      const { value, max, prompt_id: promptId } = parsed.data.data;
      this.#progress.set(promptId, Math.min(1, value / max));
    });
    socket.addEventListener("error", () => {});
    socket.addEventListener("close", () => this.#sockets.delete(clientId));
  }

  #call<Value>(schema: z.ZodType<Value>) {
    const { headers, fetch } = this.#input;
    const successfulResponseHandler = createJsonResponseHandler(schema);
    return { headers, fetch, successfulResponseHandler, failedResponseHandler };
  }
}

/** Nodes name their outputs as they like: the first that lists files has the result, films first. */
function findFile(outputs: z.infer<typeof Entry>["outputs"]): z.infer<typeof OutputFile> | null {
  const files = Object.values(outputs)
    .flatMap((output) => Object.values(output))
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .flatMap((item) => {
      const parsed = OutputFile.safeParse(item);
      return parsed.success ? [parsed.data] : [];
    });
  const isFilm = ({ filename }: { filename: string }): boolean =>
    /\.(mp4|webm|mov)$/i.test(filename);
  const isSaved = ({ type }: { type: string }): boolean => type === "output";
  return files.find(isFilm) ?? files.find(isSaved) ?? files[0] ?? null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
