import type { GenerateVideoParameters } from "#contracts/task.ts";
import { videoModelOf } from "../models/choose-model.ts";
import { generateVideo } from "./generate-video.ts";
import type { TaskFinished, TaskRun } from "./task-run.ts";

/** Does a `generate-video` task. Throws TaskError. */
export async function runGenerateVideo(
  run: TaskRun,
  parameters: GenerateVideoParameters,
): Promise<TaskFinished> {
  const { model: key, ...wishes } = parameters;
  const result = await generateVideo({
    ...wishes,
    model: videoModelOf(key, run),
    images: run.files,
    ...(run.encoder === undefined ? {} : { encoder: run.encoder }),
    ...(run.threads === undefined ? {} : { threads: run.threads }),
    workDirectory: run.workDirectory,
    signal: run.signal,
    onProgress: ({ stage, percent, message }) =>
      run.onProgress({ stage, percent, ...(message === undefined ? {} : { message }) }),
  });
  const { outputs, model, seed, encoder } = result;
  const media = { ...result.media, container: parameters.container };
  // Nobody but the model's server has encoded it: the result then names no encoder.
  return { type: "finished", outputs, media, model, seed, ...(encoder !== null && { encoder }) };
}
