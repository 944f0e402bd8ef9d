import type { ModelOutcome } from "../models/remote/model-call.ts";
import type { ModelService } from "../models/providers/model-service.ts";
import { TaskError } from "../tasks/task-error.ts";
import type { AgentMessage, ChildMessage } from "../tasks/child-messages.ts";
import type { StopReason } from "./agent-state.ts";
import type { Logger } from "./logger.ts";

type ModelCallMessage = Extract<ChildMessage, { type: "model-call" }>;

export interface ModelCallsInput {
  readonly models: ModelService;
  readonly taskId: string;
  readonly workDirectory: string;
  readonly signal: AbortSignal;
  readonly stopReason: () => StopReason | null;
  readonly logger: Logger;
}

/** Reasons for which no other try will want the result. */
const finalReasons: readonly (StopReason | null)[] = ["cancelled", "deadline"];

/** What one task child asks of the model servers. */
export class ModelCalls {
  readonly #input: ModelCallsInput;
  readonly #ended = new AbortController();
  readonly #pending = new Set<Promise<void>>();

  constructor(input: ModelCallsInput) {
    this.#input = input;
  }

  answer(message: ModelCallMessage, send: (message: AgentMessage) => void): void {
    const answered = this.#answer(message, send).finally(() => this.#pending.delete(answered));
    this.#pending.add(answered);
  }

  /** The child is gone: what it still waits for is given up, and servers are told where it is final. */
  async end(): Promise<void> {
    this.#ended.abort();
    await Promise.all(this.#pending);
  }

  async #answer(
    { callNumber, call }: ModelCallMessage,
    send: (message: AgentMessage) => void,
  ): Promise<void> {
    const { models, taskId, workDirectory, signal, stopReason, logger } = this.#input;
    const file = `model-result-${callNumber}`;
    let outcome: ModelOutcome;
    try {
      const { provider } = await models.call(call, {
        taskId,
        workDirectory,
        file,
        signal: AbortSignal.any([signal, this.#ended.signal]),
        mayCancel: () => finalReasons.includes(stopReason()),
        onProgress: (progress) => send({ type: "model-progress", callNumber, ...progress }),
      });
      logger.info({ provider, model: call.model, kind: call.kind }, "a model server made it");
      outcome = { type: "made", file, provider };
    } catch (error) {
      const { code, message } =
        error instanceof TaskError
          ? error
          : new TaskError("model-failed", "The model could not be asked.");
      if (code !== "aborted")
        logger.warn({ code, model: call.model, reason: message }, "no result");
      outcome = { type: "failed", code, message };
    }
    send({ type: "model-answer", callNumber, outcome });
  }
}
