import { markColourNames } from "#contracts/prompt/colour-names.ts";
import type { Season, Weather } from "#contracts/prompt/scene-description.ts";
import { readColourWords } from "./reading/read-colours.ts";
import { readExcludedWords } from "./reading/read-excluded.ts";
import { readCameraWords, readStyleWords } from "./reading/read-look.ts";
import { findScene } from "./reading/read-scene.ts";
import { readSubjects } from "./reading/read-subjects.ts";
import { readToldTime } from "./reading/read-time.ts";
import { weatherTerms } from "./reading/scene-terms.ts";
import { canonicalTime, isTimeNoun, weatherForms } from "./text/attribute-forms.ts";
import { findNames } from "./text/find-names.ts";
import { isAdjective } from "./text/grammar-words.ts";
import {
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
  const scene = findScene(located, names);
  const weather = weatherTerms(located)[0]?.name as Weather | undefined;
  return withoutAbsent({
    time: readTimeWords(located),
    scene: scene?.text,
    weather: weather === undefined ? undefined : weatherForms[weather].adjective,
    season: readSeason(located),
    sky: readSky(located),
    colors: readColours(located),
    mood: readMoods(located),
    subjects: readSubjects(located, names, scene),
    camera: readCameraWords(prompt) ?? undefined,
    style: readStyleWords(prompt) ?? undefined,
    excluded: readExcludedWords(located),
  });
}

/** The time in the text's own noun. */
function readTimeWords(located: LocatedText): string | undefined {
  const time = readToldTime(located);
  if (time === null) return undefined;
  return isTimeNoun(time.surface) ? time.surface : canonicalTime(time.name);
}

/** Only what names the season: ice may lie in any. */
function readSeason(located: LocatedText): Season | undefined {
  const term = termsOf(located, "season").find((one) =>
    /^(?:spring|summer|autumn|winter|fall |midsummer|christmas|wint(?:e)?ry|autumnal|january|april|may |july|august|october|november|december)/.test(
      `${lower(located, one)} `,
    ),
  );
  return term?.name as Season | undefined;
}

function readSky(located: LocatedText): string | undefined {
  const isColour = markColourNames(located.words.map(({ word }) => word));
  const named = located.words.findIndex(
    ({ word }, index) => (word === "sky" || word === "skies") && isColour[index] !== true,
  );
  const feature = termsOf(located, "feature").find(
    (term) =>
      ["clouds", "stars", "aurora", "rainbow", "moon"].includes(term.name) &&
      // Moonlight shines from it, and a star may be one of the stage.
      !/^(?:star|.*light|crescent)$/.test(lower(located, term)),
  );
  const [first, last] = named >= 0 ? [named, named] : [feature?.first, feature?.last];
  if (first === undefined || last === undefined) return undefined;
  if (named < 0 && isAdjective(located.words[last]?.word ?? "")) return undefined;
  const phrase = nounPhraseAround(located, first, last);
  // What one stands on is no part of the sky.
  if (/^(?:on|onto)$/.test(located.words[phrase.first - 1]?.word ?? "")) return undefined;
  return located.text
    .slice(phrase.start, phrase.end)
    .replace(/^(?:an?|the)\s+/i, "")
    .toLowerCase();
}

function readColours(located: LocatedText): string[] {
  const named = readColourWords(located);
  if (named.length > 0) return named;
  const time = readToldTime(located)?.name;
  const colourful = located.words.some(({ word }) => /^(?:colou?rful|vibrant|vivid)$/.test(word));
  return colourful && time !== undefined ? [...(coloursOfTime[time] ?? [])] : [];
}

/** Words that say how the whole feels: not those of size, nor of the light alone. */
function readMoods(located: LocatedText): string[] {
  const moods = termsOf(located, "mood").filter((term) => {
    const surface = lower(located, term);
    const next = located.words[term.last + 1]?.word ?? "";
    if (!isAdjective(surface) || /^(?:colou?rful|giant|huge|vast|still|abandoned)$/.test(surface))
      return false;
    // "in the dark" tells where, not how it feels.
    if (located.words[term.first - 1]?.word === "the" && /^$|^\W/.test(next)) return false;
    const isOfLight = /^(?:soft|bright|dark|gentle|vibrant)$/.test(surface);
    return !isOfLight || !notScenic.test(next);
  });
  return [...new Set(moods.map((term) => lower(located, term)))];
}

/** Behind "soft" or "dark" they leave the mood open. */
const notScenic =
  /^(?:lights?|lighting|focus|colou?rs?|background|eyes|hair|skin|fur|bokeh|red|green|blue|brown|grey|gray|purple|pink|yellow|orange|wood|wooden|chocolate|shadows?|glow)$/;

const lower = (located: LocatedText, term: LocatedTerm): string =>
  surfaceOf(located, term).toLowerCase();

function withoutAbsent(parameters: {
  [Name in keyof PromptParameters]: PromptParameters[Name] | undefined;
}): PromptParameters {
  return Object.fromEntries(
    Object.entries(parameters).filter(([, value]) => value !== undefined && value.length > 0),
  ) as PromptParameters;
}
