import type { z } from "zod";
import type { TaskSpec } from "#contracts/task.ts";
import type { ChildMessage } from "./child-messages.ts";
import { StartMessage } from "./child-messages.ts";
import { createCallModel } from "./call-model.ts";
import { isRetryable, TaskError } from "./task-error.ts";
import type { TaskFile, TaskFinished, TaskRun } from "./task-run.ts";

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
    return await runSpec(taskRunOf(start), start.spec);
  } catch (error) {
    return describeFailure(error);
  }
}

/** Loads what the one task of this process needs, and nothing of the other kinds. */
async function runSpec(task: TaskRun, spec: TaskSpec): Promise<TaskFinished> {
  switch (spec.kind) {
    case "generate-video":
      return (await import("./run-generate-video.ts")).runGenerateVideo(task, spec.parameters);
    case "render-scene":
      return (await import("./run-render-scene.ts")).runRenderScene(task, spec.parameters);
    case "assemble-film":
      return (await import("./run-assemble-film.ts")).runAssembleFilm(task, spec.parameters);
    case "inspect-template":
      return (await import("./inspect-template.ts")).inspectTemplate(task);
    case "inspect-audio":
      return (await import("./inspect-audio.ts")).inspectAudio(task);
    case "render-template":
      return (await import("./render-template.ts")).renderTemplate(task, spec.parameters);
  }
}

function taskRunOf(start: z.output<typeof StartMessage>): TaskRun {
  return {
    workDirectory: start.workDirectory,
    encoder: start.encoder,
    threads: start.threads,
    allowsLoopback: start.allowsLoopback,
    files: filesOf(start),
    signal: controller.signal,
    callModel: createCallModel(controller.signal),
    onProgress: (progress) => tell({ type: "progress", ...progress }),
  };
}

/** The agent fetched one file for each input, in the same order. */
function filesOf({ spec, inputPaths }: z.output<typeof StartMessage>): TaskFile[] {
  return (spec.inputs ?? []).map(({ role, scene, contentType }, index) => {
    const path = inputPaths[index];
    if (path === undefined) throw new Error(`The file of input ${index} is missing.`);
    return { role, scene, contentType, path };
  });
}

function tell(message: ChildMessage): void {
  process.send?.(message);
}

function describeFailure(error: unknown): ChildMessage {
  if (error instanceof TaskError) {
    const message = error.message.slice(0, 1000);
    return { type: "failed", code: error.code, message, retryable: isRetryable(error) };
  }
  console.error(error);
  const message = error instanceof Error ? error.message.slice(0, 1000) : "unknown failure";
  return { type: "failed", code: "internal", message, retryable: true };
}
