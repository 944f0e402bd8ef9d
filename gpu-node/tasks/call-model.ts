import type { CallModel, ModelOutcome, ModelProgress } from "../models/remote/model-call.ts";
import { AgentMessage } from "./child-messages.ts";
import type { ChildMessage } from "./child-messages.ts";
import { isTaskErrorCode, TaskError } from "./task-error.ts";

interface PendingCall {
  readonly onProgress: (progress: ModelProgress) => void;
  readonly onOutcome: (outcome: ModelOutcome) => void;
}

/** Lets this child ask the agent, which alone holds the keys of the node's model servers. */
export function createCallModel(signal: AbortSignal): CallModel {
  const pending = new Map<number, PendingCall>();
  let callCount = 0;
  process.on("message", (raw) => {
    const parsed = AgentMessage.safeParse(raw);
    if (!parsed.success) return;
    const call = pending.get(parsed.data.callNumber);
    if (parsed.data.type === "model-progress") return call?.onProgress(parsed.data);
    pending.delete(parsed.data.callNumber);
    call?.onOutcome(parsed.data.outcome);
  });
  return (call, onProgress) => {
    callCount += 1;
    const callNumber = callCount;
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () =>
        reject(new TaskError("aborted", "The task was cancelled.")),
      );
      pending.set(callNumber, {
        onProgress,
        onOutcome(outcome) {
          if (outcome.type === "made") return resolve(outcome);
          const { code, message } = outcome;
          reject(new TaskError(isTaskErrorCode(code) ? code : "model-failed", message));
        },
      });
      process.send?.({ type: "model-call", callNumber, call } satisfies ChildMessage);
    });
  };
}
