import type {
  Experimental_VideoModelV4CallOptions as VideoCallOptions,
  Experimental_VideoModelV4OperationStatusResult as OperationStatus,
  Experimental_VideoModelV4VideoData as VideoData,
  JSONValue,
} from "@ai-sdk/provider";
import { APICallError } from "@ai-sdk/provider";
import { pause } from "../../clock.ts";
import { withJitter } from "../../random.ts";
import { TaskError } from "../../tasks/task-error.ts";
import type { RemoteVideoModel } from "./model-provider.ts";
import type { OperationJournal, OperationPlace } from "./operation-journal.ts";
import { failedOperation } from "./translate-error.ts";
import type { ErrorContext } from "./translate-error.ts";

export interface VideoOperationInput {
  readonly model: RemoteVideoModel;
  readonly options: VideoCallOptions;
  readonly journal: OperationJournal;
  readonly place: OperationPlace;
  readonly pollSeconds: number;
  readonly signal: AbortSignal;
  /** Asked when the signal has fired: true to stop the server's work as well. */
  readonly mayCancel: () => boolean;
  readonly onProgress: (share: number) => void;
  readonly errors: ErrorContext;
}

const cancelMilliseconds = 5000;
const maximumAttempts = 6;

/**
 * Lets a server make one video and waits for it. An operation that the journal knows is not begun
 * again; one that is cancelled is told so. Rejects with TaskError or what the server's client threw.
 */
export async function runVideoOperation(input: VideoOperationInput): Promise<VideoData> {
  const { model, options, signal, journal, place } = input;
  if (model.doStart === undefined || model.doStatus === undefined) {
    const result = await model.doGenerate?.({ ...options, abortSignal: signal });
    return firstOf(result?.videos ?? [], input);
  }
  const known = await journal.find(place);
  const operation = known ?? (await start(input));
  try {
    return await waitFor(input, operation);
  } catch (error) {
    if (signal.aborted) {
      if (input.mayCancel()) await cancel(input, operation);
      throw error;
    }
    if (!isGoingOn(error)) await journal.forget(place);
    // What an earlier process began may be gone from the server: then it is made anew.
    if (known !== null && isUnknown(error)) return waitFor(input, await start(input));
    throw error;
  }
}

async function start(input: VideoOperationInput): Promise<JSONValue> {
  const { model, options, journal, place, signal } = input;
  const started = await model.doStart?.({ ...options, abortSignal: signal });
  if (started === undefined) throw new Error("The model cannot start an operation.");
  await journal.keep(place, started.operation);
  return started.operation;
}

async function waitFor(input: VideoOperationInput, operation: JSONValue): Promise<VideoData> {
  for (;;) {
    const status = await ask(input, operation);
    if (status.status === "completed") return firstOf(status.videos, input);
    if (status.status === "error") {
      const code = status.providerMetadata?.["framefleet"]?.["code"];
      throw failedOperation(status.error, typeof code === "string" ? code : null, input.errors);
    }
    const progress = status.providerMetadata?.["framefleet"]?.["progress"];
    if (typeof progress === "number") input.onProgress(progress);
    await pause(withJitter(input.pollSeconds * 1000, 0.1), input.signal);
  }
}

/** Asking again costs nothing, so that a server may stumble. */
async function ask(input: VideoOperationInput, operation: JSONValue): Promise<OperationStatus> {
  for (let attempt = 1; ; attempt += 1) {
    input.signal.throwIfAborted();
    try {
      const status = await input.model.doStatus?.({ operation, abortSignal: input.signal });
      if (status === undefined) throw new Error("The model cannot tell its status.");
      return status;
    } catch (error) {
      const mayPass = isTransient(error);
      if (input.signal.aborted || !mayPass || attempt >= maximumAttempts) throw error;
      await pause(withJitter(input.pollSeconds * 1000 * attempt, 0.3), input.signal);
    }
  }
}

async function cancel(input: VideoOperationInput, operation: JSONValue): Promise<void> {
  const abortSignal = AbortSignal.timeout(cancelMilliseconds);
  await input.model.doCancel?.({ operation, abortSignal }).catch(() => {});
  await input.journal.forget(input.place);
}

function firstOf(videos: readonly VideoData[], { errors }: VideoOperationInput): VideoData {
  const [video] = videos;
  if (video === undefined) throw failedOperation("it made no video", null, errors);
  return video;
}

/** The server may still be working on it: the journal keeps the operation for the next try. */
function isGoingOn(error: unknown): boolean {
  return !(error instanceof TaskError) && isTransient(error);
}

function isTransient(error: unknown): boolean {
  if (!APICallError.isInstance(error))
    return !(error instanceof TaskError) && isNetworkError(error);
  const { statusCode } = error;
  return statusCode === undefined || statusCode === 408 || statusCode === 429 || statusCode >= 500;
}

function isNetworkError(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof Error && "code" in error);
}

function isUnknown(error: unknown): boolean {
  return APICallError.isInstance(error) && (error.statusCode === 404 || error.statusCode === 410);
}
