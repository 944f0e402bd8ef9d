/** Why a task could not be finished; each transport maps every code once. */
export type TaskErrorCode =
  | "invalid-input"
  | "unsupported-task"
  | "encoder-unavailable"
  | "encode-failed"
  | "verification-failed"
  | "media-unreadable"
  | "input-unavailable"
  | "budget-exhausted"
  | "aborted";

/** A failure with a stable code and a message that is safe to show to the job's owner. */
export class TaskError extends Error {
  readonly code: TaskErrorCode;

  constructor(code: TaskErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "TaskError";
    this.code = code;
  }
}

/** False: no other node, and no later try, would do better. */
export function isRetryable({ code }: TaskError): boolean {
  return code !== "invalid-input" && code !== "budget-exhausted";
}

/** Throws an `aborted` error when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new TaskError("aborted", "The task was cancelled.");
}
