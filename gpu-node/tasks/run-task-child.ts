import type { z } from "zod";
import type { TaskInput, TaskSpec } from "#contracts/task.ts";
import { chooseEncoder } from "../media/video-container.ts";
import type { ChildMessage } from "./child-messages.ts";
import { StartMessage } from "./child-messages.ts";
import { generateVideo } from "./generate-video.ts";
import type { TaskImage } from "./read-task-images.ts";
import { TaskError } from "./task-error.ts";

/*
 * The program of a task child: one task, then exit. It runs in its own process so that a crash of
 * a codec or driver costs the task alone, and so that cancelling is one signal to its group.
 */

const controller = new AbortController();

// The agent is gone: nobody is left who could use the result.
process.on("disconnect", () => process.exit(1));

process.once("message", (raw) => {
  void run(raw).then((last) => {
    process.send?.(last, () => process.exit(0));
  });
});

async function run(raw: unknown): Promise<ChildMessage> {
  try {
    const start = StartMessage.parse(raw);
    return await runSpec(start, start.spec);
  } catch (error) {
    return describeFailure(error);
  }
}

async function runSpec(
  start: z.output<typeof StartMessage>,
  spec: TaskSpec,
): Promise<ChildMessage> {
  switch (spec.kind) {
    case "generate-video": {
      const { parameters } = spec;
      if (parameters.model !== "procedural") {
        const message = `This node does not have the model ${parameters.model}.`;
        return { type: "failed", code: "unsupported-task", message, retryable: true };
      }
      const result = await generateVideo({
        ...parameters,
        images: imagesOf(start, parameters.inputs ?? []),
        ...(start.encoder === undefined ? {} : { encoder: start.encoder }),
        ...(start.threads === undefined ? {} : { threads: start.threads }),
        workDirectory: start.workDirectory,
        signal: controller.signal,
        onProgress: ({ stage, percent, message }) => {
          tell({ type: "progress", stage, percent, ...(message === undefined ? {} : { message }) });
        },
      });
      const { outputs, model, seed } = result;
      const media = { ...result.media, container: parameters.container };
      const encoder = String(chooseEncoder(parameters.container, start.encoder));
      return { type: "finished", outputs, media, model, seed, encoder };
    }
  }
}

/** The agent fetched one file for each input, in the same order. */
function imagesOf(start: z.output<typeof StartMessage>, inputs: readonly TaskInput[]): TaskImage[] {
  return inputs.map(({ role, contentType }, index) => {
    const path = start.inputPaths[index];
    if (path === undefined) throw new Error(`The file of input ${index} is missing.`);
    return { role, contentType, path };
  });
}

function tell(message: ChildMessage): void {
  process.send?.(message);
}

function describeFailure(error: unknown): ChildMessage {
  if (error instanceof TaskError) {
    const retryable = error.code !== "invalid-input";
    return { type: "failed", code: error.code, message: error.message.slice(0, 1000), retryable };
  }
  console.error(error);
  const message = error instanceof Error ? error.message.slice(0, 1000) : "unknown failure";
  return { type: "failed", code: "internal", message, retryable: true };
}
