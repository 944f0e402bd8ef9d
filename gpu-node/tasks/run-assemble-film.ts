import type { AssembleFilmParameters } from "#contracts/film.ts";
import { chooseEncoder } from "../media/video-container.ts";
import { assembleFilm } from "./film/assemble-film.ts";
import type { TaskFinished, TaskRun } from "./task-run.ts";
import { toMediaDescription } from "./verify-video.ts";

/** Does an `assemble-film` task. Throws TaskError. */
export async function runAssembleFilm(
  run: TaskRun,
  parameters: AssembleFilmParameters,
): Promise<TaskFinished> {
  const { outputs, facts, media } = await assembleFilm(parameters, run);
  return {
    type: "finished",
    outputs,
    media: toMediaDescription(media),
    model: facts.models.video[0] ?? facts.models.image[0] ?? facts.models.music,
    seed: parameters.seed,
    encoder: String(chooseEncoder("mp4", run.encoder)),
  };
}
