import { hashText } from "#contracts/prompt/hash-text.ts";
import { MAXIMUM_PROMPT_CHARACTERS } from "#contracts/limits.ts";
import { parsePrompt } from "#contracts/prompt/parse-prompt.ts";
import type { Mood, TimeOfDay, Weather } from "#contracts/prompt/scene-description.ts";
import { applyWish } from "../edits/apply-request.ts";
import type { Wish } from "../request/wish.ts";
import { canonicalTime } from "../text/attribute-forms.ts";
import { appendToBody } from "../text/layout.ts";
import { foldText } from "../text/located-text.ts";
import { tidy } from "../text/tidy.ts";
import { createChooser, type Chooser } from "./detail-chooser.ts";
import { camerasFor, isElsewhere, isIndoors, pickDetail } from "./describe-scene.ts";
import { moodWords, seasons } from "./scene-details.ts";

export type VaryInput = {
  bases: readonly string[];
  avoid: readonly string[];
  count: number;
  seed: number;
};

const times: readonly TimeOfDay[] = [
  "dawn",
  "morning",
  "noon",
  "golden-hour",
  "sunset",
  "dusk",
  "night",
];
const weathers: readonly Weather[] = ["rain", "fog", "snow", "storm", "clear", "wind", "overcast"];
const moods = Object.keys(moodWords) as Mood[];
type Facet = "time" | "weather" | "season" | "mood" | "camera" | "detail";
/** What is changed together; each variation takes the next, so that neighbours differ in kind. */
const recipes: readonly (readonly Facet[])[] = [
  ["time", "detail"],
  ["mood", "camera"],
  ["weather", "detail"],
  ["season", "camera"],
  ["time", "mood", "detail"],
  ["weather", "camera"],
  ["time", "weather", "camera"],
  ["season", "mood", "detail"],
];
const elsewhereRecipes: readonly (readonly Facet[])[] = [
  ["mood", "detail"],
  ["camera", "detail"],
  ["mood", "camera"],
  ["mood", "camera", "detail"],
];
const ATTEMPTS_EACH = 60;
/** Room that a base leaves for what is added to it. */
const ROOM_CHARACTERS = 400;

/** Prompts that show the bases anew: other light, weather, season, mood, camera, details. */
export function varyPrompts({ bases, avoid, count, seed }: VaryInput): string[] {
  const taken = new Set([...bases, ...avoid].map(foldText));
  const prompts: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const base = shorten(bases[index % bases.length] ?? "");
    const prompt = findNew(base, index, seed, taken);
    taken.add(foldText(prompt));
    prompts.push(prompt);
  }
  return prompts;
}

function findNew(base: string, index: number, seed: number, taken: ReadonlySet<string>): string {
  const sheltered = isElsewhere(parsePrompt(base)) || isIndoors(base);
  const usable = sheltered ? elsewhereRecipes : recipes;
  const first = hashText(`${seed}:recipe`);
  for (let attempt = 0; attempt < ATTEMPTS_EACH; attempt += 1) {
    const recipe = usable[(first + index + attempt) % usable.length] ?? ["mood"];
    const turn = index + attempt * 7;
    const chooser = createChooser(hashText(`${seed}:${index}:${attempt}`));
    let text = base;
    for (const facet of recipe) text = turnFacet(text, facet, turn, seed, chooser);
    if (!taken.has(foldText(text))) return text;
  }
  // Every combination is taken: a numbered one is still a prompt of its own.
  return `${base}, take ${taken.size + 1}`;
}

function turnFacet(
  text: string,
  facet: Facet,
  turn: number,
  seed: number,
  chooser: Chooser,
): string {
  const start = hashText(`${seed}:${facet}`);
  const at = <Item>(items: readonly Item[]): Item | undefined =>
    items[(start + turn) % items.length];
  if (facet === "detail") {
    const detail = pickDetail(text, "detail", chooser);
    return detail === undefined ? text : accept(appendToBody(text, `, ${detail}`), text);
  }
  const wish = wishFor(facet, at, chooser, {
    snow: parsePrompt(text).weathers.includes("snow"),
    sky: /\bsk(?:y|ies)\b/i.test(text),
    cameras: camerasFor(text),
  });
  if (wish === null) return text;
  const outcome = applyWish(text, wish);
  return "note" in outcome ? text : accept(outcome.text, text);
}

function wishFor(
  facet: Exclude<Facet, "detail">,
  at: <Item>(items: readonly Item[]) => Item | undefined,
  chooser: Chooser,
  named: { snow: boolean; sky: boolean; cameras: readonly string[] },
): Wish | null {
  switch (facet) {
    case "time": {
      const name = at(times) ?? "dawn";
      return { kind: "time", name, surface: canonicalTime(name) };
    }
    case "weather":
      return {
        kind: "weather",
        name:
          at(
            named.sky ? weathers.filter((one) => one !== "clear" && one !== "overcast") : weathers,
          ) ?? "rain",
        phrase: null,
      };
    case "season":
      return { kind: "season", season: named.snow ? "winter" : (at(seasons) ?? "spring") };
    case "mood":
      return {
        kind: "quality",
        adjective: chooser.pickAny("mood", moodWords[at(moods) ?? "calm"]) ?? "calm",
      };
    case "camera":
      return { kind: "camera", words: at(named.cameras) ?? "slow push-in" };
  }
}

function accept(text: string, before: string): string {
  const mended = tidy(text, before);
  return mended === "" || mended.length > MAXIMUM_PROMPT_CHARACTERS ? before : mended;
}

function shorten(base: string): string {
  const room = MAXIMUM_PROMPT_CHARACTERS - ROOM_CHARACTERS;
  return base.length <= room
    ? base
    : base.slice(0, base.lastIndexOf(" ", room) > 0 ? base.lastIndexOf(" ", room) : room);
}
