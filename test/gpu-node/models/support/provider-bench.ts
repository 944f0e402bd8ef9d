import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ModelService } from "../../../../gpu-node/models/providers/model-service.ts";
import { OperationJournal } from "../../../../gpu-node/models/providers/operation-journal.ts";
import { ProviderSettings } from "../../../../gpu-node/models/providers/provider-settings.ts";
import type { ModelCall, ModelProgress } from "../../../../gpu-node/models/remote/model-call.ts";
import { TaskError } from "../../../../gpu-node/tasks/task-error.ts";
import { FakeModelServer } from "../../../fakes/models/fake-model-server.ts";
import type { ModelAnswer } from "../../../fakes/models/fake-model-server.ts";
import { plainPng } from "../../template/support/make-media.ts";

export const secret = "sk-canary-41c7aa";
export const taskId = "019aa000-0000-7000-8000-000000000001";
type VideoCall = Extract<ModelCall, { kind: "video" }>;

/** One provider and its fake server, without an agent: what a call sends, and what becomes of it. */
export class ProviderBench {
  readonly server = new FakeModelServer((_, response) => void response.writeHead(404).end());
  readonly progress: ModelProgress[] = [];
  #controller = new AbortController();
  /** True: what is aborted is wanted by nobody. */
  mayCancel = true;
  directory = "";

  async start(answer: ModelAnswer): Promise<void> {
    this.directory = await mkdtemp(join(tmpdir(), "framefleet-provider-"));
    await this.server.start();
    this.server.answer = answer;
  }

  /** @param settings the provider without its name; its models serve `KEY` */
  open(settings: object, model: object, largestGpuMebibytes: number | null = null): ModelService {
    const journal = new OperationJournal(join(this.directory, "operations"));
    const provider = ProviderSettings.parse({
      name: "far",
      url: this.server.url,
      pollSeconds: 0.02,
      models: [{ key: "KEY", id: "model-1", ...model }],
      ...settings,
    });
    const providers = [{ settings: provider, secret }];
    return new ModelService({ providers, journal, largestGpuMebibytes });
  }

  /** The bytes that a call led to, or its coded error. */
  async call(service: ModelService, call: ModelCall): Promise<Buffer | TaskError> {
    try {
      await service.call(call, {
        taskId,
        workDirectory: this.directory,
        file: "result",
        signal: this.#controller.signal,
        mayCancel: () => this.mayCancel,
        onProgress: (progress) => this.progress.push(progress),
      });
      return await readFile(join(this.directory, "result"));
    } catch (error) {
      if (error instanceof TaskError) return error;
      throw error;
    }
  }

  /** Ends the calls under way; later ones are free of it. */
  abort(): void {
    this.#controller.abort();
    this.#controller = new AbortController();
  }

  /** A picture in the work directory, for calls that begin with one. */
  async writeImage(): Promise<string> {
    await writeFile(join(this.directory, "first.png"), plainPng(32, 18, "#ff0000"));
    return "first.png";
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}

export function videoCall(changes: Partial<VideoCall> = {}): VideoCall {
  return {
    kind: "video",
    model: "KEY",
    prompt: "A calm lake",
    seed: 7,
    width: 1280,
    height: 720,
    framesPerSecond: 24,
    durationSeconds: 5,
    leastSeconds: 4.5,
    audio: false,
    images: [],
    ...changes,
  };
}

export const imageCall: ModelCall = {
  kind: "image",
  model: "KEY",
  prompt: "A calm lake",
  seed: 7,
  width: 1280,
  height: 720,
};

export const speechCall: ModelCall = {
  kind: "speech",
  model: "KEY",
  text: "The tide comes in.",
  speaker: "nova",
  pace: 1.2,
};
