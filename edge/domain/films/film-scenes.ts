import { RenderSceneParameters } from "#contracts/film.ts";
import { hashText } from "#contracts/prompt/hash-text.ts";
import type { TaskInput } from "#contracts/task-inputs.ts";
import type { FilmScene } from "../jobs/plans/job-work.ts";
import { SCENE_OUTPUTS } from "../jobs/plans/plan-film.ts";
import type { ModelChoice } from "../models/choose-models.ts";
import type { ModelCatalogue } from "../models/model-catalogue.ts";
import type { Services } from "../services.ts";
import type { MadeTask } from "../tasks/task-store.ts";
import type { FilmOrder } from "./film-order.ts";
import { FILM_FRAMES_PER_SECOND } from "./film-plan.ts";

/** A scene with the digest by which a later film finds it. */
export type KeyedScene = { parameters: RenderSceneParameters; cacheKey: string };

/**
 * The scenes of a film as tasks. Everything in them, the seed too, comes from the account, the
 * script and the models: what is asked for again is the same scene, and has the same digest.
 */
export function prepareScenes(
  services: Services,
  order: FilmOrder,
  choices: readonly ModelChoice[],
): Promise<KeyedScene[]> {
  const { models, speaker, size, account } = order;
  const serving = (key: string) => choices.find(({ wanted }) => wanted === key)?.model ?? key;
  const voice = {
    model: serving(models.voice),
    speaker: translateSpeaker(services.models, models.voice, speaker, serving(models.voice)),
  };
  return Promise.all(
    order.plan.scenes.map(async (scene) => {
      const content = {
        narration: scene.narration,
        imagePrompt: scene.imagePrompt,
        imageModel: serving(models.image),
        videoModel: models.video === null ? null : serving(models.video),
        voice: scene.narration === null ? null : voice,
        camera: scene.camera,
        durationSeconds: scene.durationSeconds,
        ...size,
        framesPerSecond: FILM_FRAMES_PER_SECOND,
      };
      const seed = hashText(`${account.id}\n${JSON.stringify(content)}`);
      const parameters = RenderSceneParameters.parse({ ...content, seed });
      const cacheKey = await services.secrets.digest(`render-scene ${JSON.stringify(parameters)}`);
      return { parameters, cacheKey };
    }),
  );
}

/** Scenes that an earlier film of the account has are taken from it; the others are to be made. */
export async function findMadeScenes(
  services: Services,
  accountId: string,
  scenes: readonly KeyedScene[],
): Promise<FilmScene[]> {
  const keys = scenes.map(({ cacheKey }) => cacheKey);
  const made = await services.tasks.listMade(accountId, keys);
  const byKey = new Map(made.map((task) => [task.cacheKey, task]));
  return scenes.map((scene, index) => {
    const inputs = inputsOf(byKey.get(scene.cacheKey), index);
    return inputs === null ? { kind: "new", ...scene } : { kind: "made", inputs };
  });
}

/** A finished scene as inputs of an assembly; null for one that lacks its video. */
function inputsOf(made: MadeTask | undefined, scene: number): TaskInput[] | null {
  const inputs = SCENE_OUTPUTS.flatMap(({ role, output }) => {
    const found = made?.outputs.find((one) => one.output === output);
    if (!found) return [];
    const { taskId: _taskId, output: _output, ...facts } = found;
    return [{ role, scene, ...facts }];
  });
  return inputs.some(({ role }) => role === "scene-video") ? inputs : null;
}

/** Who a speaker is with the model that serves; the embedded voice knows the last successor's. */
function translateSpeaker(
  catalogue: ModelCatalogue,
  wanted: string,
  speaker: string,
  serving: string,
): string {
  const model = catalogue.get(wanted);
  const successor = model?.successor == null ? undefined : catalogue.get(model.successor);
  if (wanted === serving || !model || !successor) return speaker;
  const usual = Object.keys(successor.speakers)[0] ?? speaker;
  return translateSpeaker(catalogue, successor.key, model.speakers[speaker] ?? usual, serving);
}
