import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { ModelMemory } from "#contracts/node-protocol.ts";
import { TaskError } from "../../tasks/task-error.ts";
import type { ModelCall, ModelProgress } from "../remote/model-call.ts";
import { askModel } from "./ask-model.ts";
import { createProvider } from "./create-provider.ts";
import { createModelFetch } from "./model-fetch.ts";
import type { ModelProvider, OfferedModel } from "./model-provider.ts";
import type { OperationJournal } from "./operation-journal.ts";
import { ProgressEstimate } from "./progress-estimate.ts";
import type { ProviderSettings, ResolvedProvider } from "./provider-settings.ts";
import { Semaphore } from "./semaphore.ts";
import { translateError } from "./translate-error.ts";

export interface ModelServiceInput {
  readonly providers: readonly ResolvedProvider[];
  readonly journal: OperationJournal;
  /** Memory of the largest GPU of this machine; null without one. */
  readonly largestGpuMebibytes: number | null;
}

/** Where a call comes from and where its result goes. */
export interface ModelCallContext {
  readonly taskId: string;
  readonly workDirectory: string;
  /** Name of the result in the work directory. */
  readonly file: string;
  readonly signal: AbortSignal;
  /** Asked when the signal has fired: true to stop the server's work as well. */
  readonly mayCancel: () => boolean;
  readonly onProgress: (progress: ModelProgress) => void;
}

export interface ProviderState {
  readonly name: string;
  readonly type: ProviderSettings["type"];
  readonly models: readonly string[];
  /** Those of them for which no GPU here has the memory. */
  readonly tooLarge: readonly string[];
  readonly answers: boolean;
  /** Why it is not offered; null where it is. */
  readonly reason: string | null;
}

interface Entry {
  readonly settings: ProviderSettings;
  readonly secret: string | null;
  readonly provider: ModelProvider;
  readonly places: Semaphore;
  reason: string | null;
}

const probeMilliseconds = 10_000;

/** The model servers of this node: which of them answer, and all that is asked of them. */
export class ModelService {
  readonly #entries: readonly Entry[];
  readonly #journal: OperationJournal;
  readonly #fetch = createModelFetch();
  readonly #largestGpuMebibytes: number | null;
  /** What calls took, by model, in seconds. */
  readonly #measured = new Map<string, number>();

  constructor({ providers, journal, largestGpuMebibytes }: ModelServiceInput) {
    this.#journal = journal;
    this.#largestGpuMebibytes = largestGpuMebibytes;
    this.#entries = providers.map((resolved) => ({
      ...resolved,
      provider: createProvider(resolved, this.#fetch),
      places: new Semaphore(resolved.settings.concurrency),
      reason: "it was not asked yet",
    }));
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Catalogue keys whose server answers, and for which a GPU has the memory. */
  offeredKeys(): string[] {
    return this.#offered().map(({ key }) => key);
  }

  /** What of them a slot's GPU needs. */
  modelMemory(): ModelMemory[] {
    return this.#offered().flatMap(({ key, mebibytes }) =>
      mebibytes === 0 ? [] : { model: key, gpuMemoryMebibytes: mebibytes },
    );
  }

  describe(): ProviderState[] {
    return this.#entries.map(({ settings, reason }) => ({
      name: settings.name,
      type: settings.type,
      models: settings.models.map(({ key }) => key),
      tooLarge: listNeeds(settings).flatMap((need) => (this.#fits(need) ? [] : need.key)),
      answers: reason === null,
      reason,
    }));
  }

  /** Asks every server whether it would take work. Never rejects. */
  async probe(signal: AbortSignal): Promise<void> {
    await Promise.all(
      this.#entries.map(async (entry) => {
        entry.reason = this.#lackOfMemory(entry.settings) ?? (await probe(entry, signal));
      }),
    );
  }

  /** Has one call done. Throws TaskError. */
  async call(call: ModelCall, context: ModelCallContext): Promise<{ provider: string }> {
    const [entry, offered] = this.#find(call);
    const { settings, secret, provider, places } = entry;
    const errors = { provider: settings.name, secret, isPaid: provider.isPaid };
    if (call.kind === "video") await checkImages(call, context.workDirectory);
    context.onProgress({ percent: 0, message: `Waiting for ${settings.name}` });
    const leave = await places.enter(context.signal);
    const timeout = AbortSignal.timeout(settings.timeoutSeconds * 1000);
    const signal = AbortSignal.any([context.signal, timeout]);
    const timing = `${call.kind} ${call.model}`;
    const expected = this.#measured.get(timing) ?? offered.settings.expectedSeconds;
    using progress = new ProgressEstimate(settings.name, expected, context.onProgress);
    try {
      await askModel({
        ...context,
        provider,
        offered,
        call,
        signal,
        outputPath: join(context.workDirectory, context.file),
        journal: this.#journal,
        pollSeconds: settings.pollSeconds,
        mayCancel: () => timeout.aborted || context.mayCancel(),
        onProgress: (share) => progress.told(share),
        fetch: this.#fetch,
        errors,
      });
      this.#measured.set(timing, (expected + progress.elapsedSeconds) / 2);
      return { provider: settings.name };
    } catch (error) {
      if (context.signal.aborted) throw new TaskError("aborted", "The task was cancelled.");
      if (timeout.aborted)
        throw new TaskError("model-failed", `The model server ${settings.name} took too long.`);
      throw translateError(error, errors);
    } finally {
      leave();
    }
  }

  /** The task is over, so that nothing of it is resumed. */
  forgetTask(taskId: string): Promise<void> {
    return this.#journal.forgetTask(taskId);
  }

  #find(call: ModelCall): [Entry, OfferedModel] {
    for (const entry of this.#entries) {
      const offered = entry.provider.models.find(
        ({ kind, settings }) => kind === call.kind && settings.key === call.model,
      );
      if (offered !== undefined) return [entry, offered];
    }
    throw new TaskError("unsupported-task", `This node does not have the model ${call.model}.`);
  }

  /** A task names the key alone: where several servers have it, the one that needs most counts. */
  #offered(): ModelNeed[] {
    const answering = this.#entries.filter(({ reason }) => reason === null);
    const needs = new Map<string, number>();
    for (const { key, mebibytes } of answering.flatMap(({ settings }) => listNeeds(settings)))
      needs.set(key, Math.max(mebibytes, needs.get(key) ?? 0));
    return [...needs]
      .map(([key, mebibytes]) => ({ key, mebibytes }))
      .filter((need) => this.#fits(need));
  }

  #fits({ mebibytes }: ModelNeed): boolean {
    return mebibytes <= (this.#largestGpuMebibytes ?? 0);
  }

  /** Of a server none of whose models fits: it is not even asked. */
  #lackOfMemory(settings: ProviderSettings): string | null {
    const needs = listNeeds(settings);
    if (needs.some((need) => this.#fits(need))) return null;
    const least = Math.min(...needs.map(({ mebibytes }) => mebibytes));
    return `it needs a GPU of ${least} MiB; the largest here has ${this.#largestGpuMebibytes ?? 0}`;
  }
}

/** The GPU memory that a model needs here; 0 where it needs none. */
interface ModelNeed {
  readonly key: string;
  readonly mebibytes: number;
}

function listNeeds({ models, memoryMebibytes: ofServer = 0 }: ProviderSettings): ModelNeed[] {
  return models.map(({ key, memoryMebibytes = ofServer }) => ({ key, mebibytes: memoryMebibytes }));
}

async function probe({ provider }: Entry, signal: AbortSignal): Promise<string | null> {
  try {
    await provider.probe(AbortSignal.any([signal, AbortSignal.timeout(probeMilliseconds)]));
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    // Of our own sentences alone: a client's may quote addresses.
    return /^(not ready|openapi\.json)?:? ?status \d+$/.test(message)
      ? `it answered with ${message}`
      : "it does not answer";
  }
}

/** The child reads files of strangers: what it names must be a file that lies there itself. */
async function checkImages(
  { images }: Extract<ModelCall, { kind: "video" }>,
  workDirectory: string,
): Promise<void> {
  for (const { file } of images) {
    const status = await lstat(join(workDirectory, file));
    if (!status.isFile()) throw new TaskError("invalid-input", "An image of the task is no file.");
  }
}
