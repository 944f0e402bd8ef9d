import { parsePrompt } from "#contracts/prompt/parse-prompt.ts";
import { chooseBeats } from "./film-beats.ts";
import { countSpokenWords, countWords, cutScenes } from "./cut-scenes.ts";
import { composeImagePrompt, readLook } from "./film-look.ts";
import type { FilmIdea, FilmPlan, FilmPlanner } from "./film-plan.ts";
import { readFilmWords } from "./film-words.ts";
import { shorten } from "./plan-narrative.ts";

const MAXIMUM_TITLE_CHARACTERS = 80;

/** The planner that is always there: a story in beats, no model, the same film every time. */
export const embeddedPlanner: FilmPlanner = {
  plan: (idea) =>
    Promise.resolve({
      plan: planByBeats(idea),
      source: { kind: "embedded", fallbackReason: null },
    }),
};

/** A script that opens wide, comes closer, turns, and closes wide again. */
export function planByBeats({ prompt, durationSeconds }: FilmIdea): FilmPlan {
  const { sceneSeconds, ...cut } = cutScenes(durationSeconds);
  const words = readFilmWords(prompt);
  const look = readLook(prompt);
  const beats = chooseBeats(sceneSeconds.length);
  const base = composeImagePrompt(prompt, look);
  // A camera that the prompt asks for is every scene's.
  const keepsShot = parsePrompt(prompt).cameraMoves.length > 0;
  return {
    ...cut,
    title: shorten(prompt, MAXIMUM_TITLE_CHARACTERS),
    musicPrompt: prompt,
    scenes: sceneSeconds.map((seconds, index) => {
      const beat = beats[index] ?? beats.at(-1);
      if (!beat) throw new Error("a film has a beat for every scene");
      const detail = beat.show(words);
      return {
        narration: fitWords(beat.say(words), beat.brief(words), countSpokenWords(seconds)),
        imagePrompt: [base, detail, keepsShot ? undefined : beat.shot]
          .filter((part) => part !== undefined)
          .join(", "),
        camera: beat.camera,
        durationSeconds: seconds,
      };
    }),
  };
}

/** As many sentences as fit; the first one without its clause, or in brief, if need be. */
function fitWords(
  sentences: readonly string[],
  brief: string,
  maximumWords: number,
): string | null {
  const fits = (text: string) => countWords(text) <= maximumWords;
  const [whole = brief, ...others] = sentences;
  const first = [whole, mainClause(whole), brief].find(fits);
  if (first === undefined) return null;
  return others.reduce((said, next) => {
    const longer = `${said} ${next}`;
    return fits(longer) ? longer : said;
  }, first);
}

/** What stands before the last comma. */
function mainClause(text: string): string {
  const comma = text.lastIndexOf(",");
  return comma < 0 ? text : `${text.slice(0, comma)}.`;
}
