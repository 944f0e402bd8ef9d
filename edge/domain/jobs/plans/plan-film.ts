import { TASK_DEADLINE_BASE_SECONDS, TASK_DEADLINE_PER_VIDEO_SECOND } from "#contracts/limits.ts";
import type { PlannedInput } from "#contracts/task-inputs.ts";
import { measureWork } from "../../estimates/workload.ts";
import type { PlannedTask } from "../job.ts";
import type { FilmScene, JobWork } from "./job-work.ts";

/** A scene whose length its speech decides is taken to last this long. */
const USUAL_SCENE_SECONDS = 6;
/** Spoken characters in a second. */
const CHARACTERS_PER_SECOND = 15;
/** What of a scene the assembly needs. */
export const SCENE_OUTPUTS = [
  { role: "scene-video", output: "video" },
  { role: "scene-speech", output: "speech" },
  { role: "scene-facts", output: "scene-facts" },
] as const;

/**
 * Plans a film: a task for each scene that is not there yet, and the assembly that waits for them.
 * Scenes of one film that are the same are made once.
 */
export function planFilm(
  { scenes, assembly }: Extract<JobWork, { kind: "make-film" }>,
  mintId: () => string,
): PlannedTask[] {
  const tasks: PlannedTask[] = [];
  const inputs: PlannedInput[] = [];
  for (const [scene, wanted] of scenes.entries()) {
    if (wanted.kind === "made") {
      inputs.push(...wanted.inputs);
      continue;
    }
    const { cacheKey } = wanted;
    const same = tasks.find((task) => cacheKey !== undefined && task.cacheKey === cacheKey);
    const task = same ?? planScene(wanted, mintId(), tasks.length);
    if (!same) tasks.push(task);
    inputs.push(...SCENE_OUTPUTS.map((place) => ({ ...place, scene, taskId: task.id })));
  }
  const seconds = assembly.targetSeconds ?? scenes.length * USUAL_SCENE_SECONDS;
  tasks.push({
    id: mintId(),
    position: tasks.length,
    spec: { kind: "assemble-film", parameters: assembly, inputs },
    requirements: { kind: "assemble-film", codec: "h264" },
    dependsOn: tasks.map((task) => task.id),
    final: true,
    deadlineSeconds: deadlineSeconds(seconds),
    ...measureWork("assemble-film", seconds),
  });
  return tasks;
}

function planScene(
  { parameters, cacheKey }: Extract<FilmScene, { kind: "new" }>,
  id: string,
  position: number,
): PlannedTask {
  const { imageModel, videoModel, voice } = parameters;
  const models = [imageModel, videoModel, voice?.model].filter((model) => model != null);
  const spoken = (parameters.narration?.length ?? 0) / CHARACTERS_PER_SECOND;
  const seconds = parameters.durationSeconds ?? Math.max(USUAL_SCENE_SECONDS, spoken);
  return {
    id,
    position,
    spec: { kind: "render-scene", parameters },
    requirements: {
      kind: "render-scene",
      models: [...new Set(models)],
      codec: "h264",
    },
    dependsOn: [],
    final: false,
    deadlineSeconds: deadlineSeconds(seconds),
    ...measureWork("render-scene", seconds),
    ...(cacheKey !== undefined && { cacheKey }),
  };
}

function deadlineSeconds(videoSeconds: number): number {
  return Math.ceil(TASK_DEADLINE_BASE_SECONDS + videoSeconds * TASK_DEADLINE_PER_VIDEO_SECOND);
}
