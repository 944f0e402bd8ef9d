import { canonicalTime, isTimeNoun, weatherForms } from "./text/attribute-forms.ts";
import type { Season, Weather } from "#contracts/prompt/scene-description.ts";
import { readCamera } from "./edits/set-camera.ts";
import { readStyle } from "./edits/set-style.ts";
import { readTime } from "./edits/set-time.ts";
import { findNames, type FoundName } from "./text/find-names.ts";
import { isAdjective, isParticiple } from "./text/grammar-words.ts";
import {
  isHyphenated,
  locate,
  surfaceOf,
  termsOf,
  type LocatedTerm,
  type LocatedText,
} from "./text/located-text.ts";
import { nounPhraseAround } from "./text/noun-phrase.ts";

/** What a prompt says, by kind, in its own words where it has some. What it does not say is absent. */
export type PromptParameters = {
  time?: string;
  scene?: string;
  weather?: string;
  season?: Season;
  sky?: string;
  colors?: string[];
  mood?: string[];
  /** With their numbers and adjectives: "two red boats". */
  subjects?: string[];
  camera?: string;
  style?: string;
  /** What the prompt says is not to be seen. */
  excluded?: string[];
};

/** The colours that a colourful prompt means when it names none. */
const coloursOfTime: Readonly<Record<string, readonly string[]>> = {
  dawn: ["pink", "gold", "lavender"],
  morning: ["gold", "blue", "green"],
  noon: ["blue", "white", "green"],
  "golden-hour": ["gold", "amber", "copper"],
  sunset: ["orange", "red", "purple"],
  dusk: ["violet", "indigo", "rose"],
  night: ["navy", "silver", "violet"],
};

/** Extracts the parameters of a prompt; the same prompt gives the same ones. */
export function readParameters(prompt: string): PromptParameters {
  const located = locate(prompt);
  const names = findNames(located);
  const time = readTime(located);
  const weather = termsOf(located, "weather")[0]?.name as Weather | undefined;
  const season = termsOf(located, "season")[0]?.name as Season | undefined;
  return withoutAbsent({
    time:
      time === null
        ? undefined
        : isTimeNoun(time.surface)
          ? time.surface
          : canonicalTime(time.name),
    scene: readScene(located, names),
    weather: weather === undefined ? undefined : weatherForms[weather].adjective,
    season,
    sky: readSky(located),
    colors: readColours(located, time?.name),
    mood: unique(
      termsOf(located, "mood")
        .filter((term) => isMood(located, term))
        .map((term) => lower(located, term)),
    ),
    subjects: readSubjects(located, names),
    camera: readCamera(prompt) ?? undefined,
    style: readStyle(prompt) ?? undefined,
    excluded: unique(
      located.terms.filter((term) => term.negated).map((term) => lower(located, term)),
    ),
  });
}

function readScene(located: LocatedText, names: readonly FoundName[]): string | undefined {
  // "an old oak" is a tree before it is a wood.
  const subjects = new Set(termsOf(located, "subject").map((one) => one.first));
  const terms = termsOf(located, "terrain").filter(
    (one) => !subjects.has(one.first) && !isHyphenated(located, one),
  );
  // "driving through a valley" is in a valley.
  const term = terms.find((one) => !isParticiple(lower(located, one))) ?? terms[0];
  // "in a bright warehouse": a place that the lexicon does not know.
  if (term === undefined) return names.find(({ place }) => place)?.text;
  const phrase = nounPhraseAround(located, term.first, term.last);
  return located.text.slice(term.start, Math.max(phrase.end, term.end)).toLowerCase();
}

function readSky(located: LocatedText): string | undefined {
  const named = located.words.findIndex(({ word }) => word === "sky" || word === "skies");
  const feature = termsOf(located, "feature").find((term) =>
    ["clouds", "stars", "aurora", "rainbow", "moon", "galaxy"].includes(term.name),
  );
  const [first, last] = named >= 0 ? [named, named] : [feature?.first, feature?.last];
  if (first === undefined || last === undefined) return undefined;
  if (named < 0 && isAdjective(located.words[last]?.word ?? "")) return undefined;
  const phrase = nounPhraseAround(located, first, last);
  // What one stands on is no part of the sky.
  if (/^(?:on|onto)$/.test(located.words[phrase.first - 1]?.word ?? "")) return undefined;
  return withoutArticle(located.text.slice(phrase.start, phrase.end));
}

function readColours(located: LocatedText, time: string | undefined): string[] {
  const named = termsOf(located, "colour").filter(
    (term) =>
      !located.terms.some(
        (other) =>
          /^(?:timeOfDay|style)$/.test(other.group) &&
          other.first <= term.first &&
          other.last >= term.last,
      ),
  );
  if (named.length > 0) return unique(named.map((term) => lower(located, term)));
  const colourful = located.words.some(({ word }) => /^(?:colou?rful|vibrant|vivid)$/.test(word));
  return colourful && time !== undefined ? [...(coloursOfTime[time] ?? [])] : [];
}

/** Words that the lexicon counts as moods only because they brighten or enlarge a scene. */
function isMood(located: LocatedText, term: LocatedTerm): boolean {
  const surface = lower(located, term);
  return isAdjective(surface) && !/^(?:colou?rful|giant|huge|vast|still)$/.test(surface);
}

/** What the lexicon knows and what else is named, in the order of the text. */
function readSubjects(located: LocatedText, names: readonly FoundName[]): string[] {
  const known = termsOf(located, "subject").map((term) => {
    const phrase = nounPhraseAround(located, term.first, term.last);
    return {
      first: phrase.first,
      text: withoutArticle(located.text.slice(phrase.start, phrase.end)),
    };
  });
  const others = names.filter(({ place }) => !place);
  return unique(
    [...known, ...others].toSorted((one, other) => one.first - other.first).map(({ text }) => text),
  );
}

const lower = (located: LocatedText, term: LocatedTerm): string =>
  surfaceOf(located, term).toLowerCase();
const withoutArticle = (phrase: string): string =>
  phrase.replace(/^(?:an?|the|his|her|its|their|my|our)\s+/i, "").toLowerCase();
const unique = (items: readonly string[]): string[] => [...new Set(items)];

function withoutAbsent(parameters: {
  [Name in keyof PromptParameters]: PromptParameters[Name] | undefined;
}): PromptParameters {
  return Object.fromEntries(
    Object.entries(parameters).filter(([, value]) => value !== undefined && value.length > 0),
  ) as PromptParameters;
}
