import type { GenerateVideoParameters } from "#contracts/task.ts";
import { chooseEncoder } from "../media/video-container.ts";
import { generateVideo } from "./generate-video.ts";
import { TaskError } from "./task-error.ts";
import type { TaskFinished, TaskRun } from "./task-run.ts";

/** Does a `generate-video` task. Throws TaskError. */
export async function runGenerateVideo(
  run: TaskRun,
  parameters: GenerateVideoParameters,
): Promise<TaskFinished> {
  if (parameters.model !== "procedural") {
    throw new TaskError(
      "unsupported-task",
      `This node does not have the model ${parameters.model}.`,
    );
  }
  const result = await generateVideo({
    ...parameters,
    images: run.files,
    ...(run.encoder === undefined ? {} : { encoder: run.encoder }),
    ...(run.threads === undefined ? {} : { threads: run.threads }),
    workDirectory: run.workDirectory,
    signal: run.signal,
    onProgress: ({ stage, percent, message }) =>
      run.onProgress({ stage, percent, ...(message === undefined ? {} : { message }) }),
  });
  const { outputs, model, seed } = result;
  const media = { ...result.media, container: parameters.container };
  const encoder = String(chooseEncoder(parameters.container, run.encoder));
  return { type: "finished", outputs, media, model, seed, encoder };
}
