import type { RenderSceneParameters } from "#contracts/film.ts";
import { renderScene } from "./film/render-scene.ts";
import type { TaskFinished, TaskRun } from "./task-run.ts";
import { toMediaDescription } from "./verify-video.ts";

/** Does a `render-scene` task. Throws TaskError. */
export async function runRenderScene(
  run: TaskRun,
  parameters: RenderSceneParameters,
): Promise<TaskFinished> {
  const { outputs, facts, media } = await renderScene(parameters, run);
  return {
    type: "finished",
    outputs,
    media: toMediaDescription(media),
    model: facts.models.video ?? facts.models.image,
    seed: parameters.seed,
    encoder: "libx264",
  };
}
