import type { z } from "zod";
import type { TaskSpec } from "#contracts/task.ts";
import type { ChildMessage } from "./child-messages.ts";
import { StartMessage } from "./child-messages.ts";
import { createCallModel } from "./call-model.ts";
import { inspectAudio } from "./inspect-audio.ts";
import { inspectTemplate } from "./inspect-template.ts";
import { renderTemplate } from "./render-template.ts";
import { runAssembleFilm } from "./run-assemble-film.ts";
import { runGenerateVideo } from "./run-generate-video.ts";
import { runRenderScene } from "./run-render-scene.ts";
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

function runSpec(task: TaskRun, spec: TaskSpec): Promise<TaskFinished> {
  switch (spec.kind) {
    case "generate-video":
      return runGenerateVideo(task, spec.parameters);
    case "render-scene":
      return runRenderScene(task, spec.parameters);
    case "assemble-film":
      return runAssembleFilm(task, spec.parameters);
    case "inspect-template":
      return inspectTemplate(task);
    case "inspect-audio":
      return inspectAudio(task);
    case "render-template":
      return renderTemplate(task, spec.parameters);
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
