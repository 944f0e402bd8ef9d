import type { z } from "zod";
import type { TaskInput } from "#contracts/task-inputs.ts";
import type { CallModel } from "../models/remote/model-call.ts";
import type { ChildMessage, StartMessage } from "./child-messages.ts";

type Start = z.output<typeof StartMessage>;

/** An input of the task and the file it was fetched into. */
export interface TaskFile extends Pick<TaskInput, "role" | "scene" | "contentType"> {
  readonly path: string;
}

/** One task in its child: what is given, and where to say how it goes. */
export interface TaskRun extends Pick<
  Start,
  "workDirectory" | "encoder" | "threads" | "allowsLoopback"
> {
  /** In the order of the task's inputs. */
  readonly files: readonly TaskFile[];
  readonly signal: AbortSignal;
  /** Asks the node's model servers; absent where there is no agent to ask. */
  readonly callModel?: CallModel | undefined;
  readonly onProgress: (
    progress: Omit<Extract<ChildMessage, { type: "progress" }>, "type">,
  ) => void;
}

export type TaskFinished = Extract<ChildMessage, { type: "finished" }>;
