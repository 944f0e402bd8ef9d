import { z } from "zod";
import { SceneCamera } from "#contracts/film.ts";
import { countSpokenWords, countWords, cutScenes } from "../../domain/films/cut-scenes.ts";
import { composeImagePrompt, readLook } from "../../domain/films/film-look.ts";
import type { FilmIdea, FilmPlan, FilmPlanner } from "../../domain/films/film-plan.ts";
import { line } from "./answers.ts";
import { createAsker, explainFailure, type AskerOptions } from "./ask-language-model.ts";
import { filmInstructions } from "./instructions.ts";

const MAXIMUM_TITLE_CHARACTERS = 80;
const MAXIMUM_PICTURE_CHARACTERS = 1500;
const MAXIMUM_NARRATION_CHARACTERS = 1000;
/** A narrator can hurry a little. */
const WORDS_OVER = 1.2;

const Scene = z.object({
  picture: line(MAXIMUM_PICTURE_CHARACTERS),
  narration: line(MAXIMUM_NARRATION_CHARACTERS).nullable(),
  camera: SceneCamera,
});
type Scene = z.infer<typeof Scene>;

/** The shape that is asked for: transforms cannot be told to a model. */
const shape = z.object({
  title: z.string(),
  scenes: z.array(
    z.object({ picture: z.string(), narration: z.string().nullable(), camera: SceneCamera }),
  ),
});

/**
 * A planner that asks a language model for the script; lengths stay ours. When the model fails, or
 * writes other scenes or more words than there is time for, the fallback plans, and says so.
 */
export function createLanguageModelPlanner(
  options: AskerOptions & { fallback: FilmPlanner },
): FilmPlanner {
  const ask = createAsker(options);

  async function write(idea: FilmIdea): Promise<FilmPlan> {
    const { sceneSeconds, ...cut } = cutScenes(idea.durationSeconds);
    const words = sceneSeconds.map(countSpokenWords);
    const data = { prompt: idea.prompt, scenes: words.map((count) => ({ maximumWords: count })) };
    const answer = z.object({
      title: line(MAXIMUM_TITLE_CHARACTERS),
      scenes: z
        .array(Scene)
        .length(words.length)
        .refine((scenes) => scenes.every((scene, index) => isSpeakable(scene, words[index] ?? 0))),
    });
    const { title, scenes } = await ask(filmInstructions, data, shape, answer);
    const look = readLook(idea.prompt);
    return {
      ...cut,
      title,
      musicPrompt: idea.prompt,
      scenes: scenes.map(({ picture, narration, camera }, index) => ({
        narration,
        imagePrompt: composeImagePrompt(picture, look),
        camera,
        durationSeconds: sceneSeconds[index] ?? null,
      })),
    };
  }

  return {
    async plan(idea) {
      try {
        const plan = await write(idea);
        return { plan, source: { kind: "language-model", model: options.modelName } };
      } catch (error) {
        const fallbackReason = explainFailure(options, error);
        const { plan } = await options.fallback.plan(idea);
        return { plan, source: { kind: "embedded", fallbackReason } };
      }
    },
  };
}

function isSpeakable({ narration }: Scene, maximumWords: number): boolean {
  return narration === null || countWords(narration) <= maximumWords * WORDS_OVER;
}
