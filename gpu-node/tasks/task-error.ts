const codes = [
  "invalid-input",
  "unsupported-task",
  "encoder-unavailable",
  "encode-failed",
  "verification-failed",
  "media-unreadable",
  "input-unavailable",
  "budget-exhausted",
  /** A model server's rules forbid what was asked for. */
  "model-refused",
  "model-quota",
  "model-failed",
  "model-unavailable",
  /** A paid request was sent and never answered. */
  "model-outcome-unknown",
  "aborted",
] as const;

/** Why a task could not be finished; each transport maps every code once. */
export type TaskErrorCode = (typeof codes)[number];

export function isTaskErrorCode(code: string): code is TaskErrorCode {
  return codes.some((known) => known === code);
}

/** A failure with a stable code and a message that is safe to show to the job's owner. */
export class TaskError extends Error {
  readonly code: TaskErrorCode;

  constructor(code: TaskErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "TaskError";
    this.code = code;
  }
}

const finalCodes: readonly TaskErrorCode[] = [
  "invalid-input",
  "budget-exhausted",
  "model-refused",
  "model-outcome-unknown",
];

/** False: no other node, and no later try, would do better. */
export function isRetryable({ code }: TaskError): boolean {
  return !finalCodes.includes(code);
}

/** Throws an `aborted` error when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new TaskError("aborted", "The task was cancelled.");
}
