import type { JSONValue } from "@ai-sdk/provider";
import { APICallError } from "@ai-sdk/provider";
import { pause } from "../../clock.ts";
import { withJitter } from "../../random.ts";
import { TaskError } from "../../tasks/task-error.ts";
import type { OperationState } from "./model-provider.ts";
import type { OperationJournal, OperationPlace } from "./operation-journal.ts";
import { failedOperation } from "./translate-error.ts";
import type { ErrorContext } from "./translate-error.ts";

/** What an operation is run with, whatever it makes. */
export interface OperationTerms {
  readonly journal: OperationJournal;
  readonly pollSeconds: number;
  readonly signal: AbortSignal;
  /** Asked when the signal has fired: true to stop the server's work as well. */
  readonly mayCancel: () => boolean;
  readonly onProgress: (share: number) => void;
  readonly errors: ErrorContext;
}

export interface OperationInput<Made> extends OperationTerms {
  readonly place: OperationPlace;
  start(signal: AbortSignal): Promise<JSONValue>;
  look(operation: JSONValue, signal: AbortSignal): Promise<OperationState<Made>>;
  cancel(operation: JSONValue, signal: AbortSignal): Promise<void>;
}

const cancelMilliseconds = 5000;
const maximumAttempts = 6;
const firstPauseSeconds = 0.5;

/**
 * Lets a server make one thing and waits for it. An operation that the journal knows is not begun
 * again; one that is cancelled is told so. Rejects with TaskError or what the server's client threw.
 */
export async function runOperation<Made>(input: OperationInput<Made>): Promise<Made> {
  const { signal, journal, place } = input;
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

async function start<Made>(input: OperationInput<Made>): Promise<JSONValue> {
  const operation = await input.start(input.signal);
  await input.journal.keep(input.place, operation);
  return operation;
}

async function waitFor<Made>(input: OperationInput<Made>, operation: JSONValue): Promise<Made> {
  for (let pauseSeconds = firstPauseSeconds; ; pauseSeconds *= 2) {
    const state = await ask(input, operation);
    if (state.status === "completed") return state.made;
    if (state.status === "error") throw failedOperation(state.error, state.code, input.errors);
    if (state.progress !== null) input.onProgress(state.progress);
    // Pictures are often done before a film would first be asked for.
    const seconds = Math.min(input.pollSeconds, pauseSeconds);
    await pause(withJitter(seconds * 1000, 0.1), input.signal);
  }
}

/** Asking again costs nothing, so that a server may stumble. */
async function ask<Made>(
  input: OperationInput<Made>,
  operation: JSONValue,
): Promise<OperationState<Made>> {
  for (let attempt = 1; ; attempt += 1) {
    input.signal.throwIfAborted();
    try {
      return await input.look(operation, input.signal);
    } catch (error) {
      const mayPass = isTransient(error);
      if (input.signal.aborted || !mayPass || attempt >= maximumAttempts) throw error;
      await pause(withJitter(input.pollSeconds * 1000 * attempt, 0.3), input.signal);
    }
  }
}

async function cancel<Made>(input: OperationInput<Made>, operation: JSONValue): Promise<void> {
  await input.cancel(operation, AbortSignal.timeout(cancelMilliseconds)).catch(() => {});
  await input.journal.forget(input.place);
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
