import { parsePrompt } from "#contracts/prompt/parse-prompt.ts";
import type { Mood, SceneDescription } from "#contracts/prompt/scene-description.ts";
import { createRandom, pick } from "../../video/procedural/seeded-random.ts";

/** The mood of the music: the one that a prompt names, else the one its scenes suggest. */
export function chooseMood(prompt: string, seed: number): Mood {
  const description = parsePrompt(prompt);
  const [named] = description.moods;
  if (named !== undefined) return named;
  const suggested = moodsOf(description);
  return pick(createRandom(seed ^ description.hash, "mood"), [
    suggested[0] ?? "calm",
    ...(suggested.length > 0 ? suggested.slice(1) : (["dreamy", "joyful", "romantic"] as const)),
  ]);
}

function moodsOf({ terrains, weathers, features, timeOfDay, subjects }: SceneDescription): Mood[] {
  const has = (...names: SceneDescription["terrains"][number][]): boolean =>
    names.some((name) => terrains.includes(name));
  const kinds = subjects.map(({ kind }) => kind);
  if (weathers.includes("storm") || features.includes("lightning") || has("volcano"))
    return ["dramatic"];
  if (kinds.includes("dragon") || kinds.includes("castle") || features.includes("fireworks"))
    return ["epic"];
  if (has("space", "planet", "underwater") || weathers.includes("fog"))
    return ["mysterious", "dreamy"];
  if (weathers.includes("rain")) return ["melancholic", "calm"];
  if (features.includes("aurora") || timeOfDay === "night") return ["dreamy", "calm"];
  if (has("mountains", "canyon", "desert", "waterfall")) return ["epic", "calm"];
  if (has("city", "beach", "road", "meadow")) return ["joyful", "calm"];
  if (has("lake", "sea", "forest", "river", "field", "snowfield")) return ["calm", "dreamy"];
  if (timeOfDay === "sunset" || timeOfDay === "golden-hour") return ["romantic", "calm"];
  return [];
}
