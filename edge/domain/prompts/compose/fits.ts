import { findTerms, type Term } from "#contracts/prompt/find-terms.ts";
import { foldWord, normaliseText, splitWords } from "#contracts/prompt/word-forms.ts";
import { determiners, isFunctionWord } from "../text/grammar-words.ts";
import { hasDiffuseSky } from "./light.ts";
import type { Setting } from "./setting.ts";

/** What words presuppose: a phrase with such a word fits only where this holds. */
const presuppositions: readonly (readonly [words: RegExp, holds: (setting: Setting) => boolean])[] =
  [
    [
      /\b(?:shadows?|silhouettes?|sun|sunlit|sun-warmed|slanting|raking|holding the light|glinting)\b/i,
      hasDirectLight,
    ],
    [/\b(?:dust|dirt|ash|dry|crumbs|heat|embers)\b/i, isDry],
    [/\b(?:breeze|wind|trembling|swaying|rattling)\b/i, (setting) => !isCalm(setting)],
    [/\b(?:sk(?:y|ies)|clouds?|horizon|summits?|distance)\b/i, (s) => s.realm !== "indoors"],
    [/\b(?:distance|far|horizon|distances)\b/i, (s) => !s.weathers.includes("fog")],
    [/\b(?:mirroring|doubled|rings|reflections|polished)\b/i, (s) => !isRough(s)],
    [
      /\b(?:leaves|ferns?|grass|flowers?|wildflowers|greenery|seed|dewy|stalks|insects?|green|willows|hedges|moss|mossy)\b/i,
      isGreen,
    ],
    [/\b(?:warm|amber|golden?|honey)\b/i, (s) => !s.isCold || s.realm === "indoors"],
    [/\b(?:powder|tracks|snow)\b/i, (s) => s.season === null || s.season === "winter"],
    [/\b(?:bright|brightly|clean|white|fresh)\b/i, (s) => !s.isDark && !hasDiffuseSky(s)],
    [
      /\b(?:darkness|blacks?|black)\b/i,
      (s) => s.isDark || s.time === "night" || s.realm === "space",
    ],
    [/\b(?:colou?rs?|gold|amber|blue|golden)\b/i, (s) => !s.isMonochrome],
    [
      /\b(?:background|blur|bokeh)\b/i,
      (s) => !s.isWide && (s.subject !== null || s.realm !== "outdoors"),
    ],
    [/\b(?:crisp|sharp|sharply)\b/i, (s) => !s.weathers.includes("fog")],
    [/\b(?:weightless|particles)\b/i, (s) => s.realm === "underwater" || s.realm === "space"],
    [/\b(?:daily life|everyday life|figures|stands)\b/i, (s) => !s.isEmpty],
    [/\bday\b/i, (s) => s.time !== "night" && !s.isDark],
    [/\b(?:window|windows|street|traffic)\b/i, (s) => s.realm !== "unplaced"],
  ];

/** Judges phrases by one setting and by what is said of it already. */
export type Fit = {
  setting: Setting;
  /** Whether a pattern stands anywhere in what is said. */
  says: (pattern: RegExp) => boolean;
  /**
   * Whether a phrase may be added: it brings in no weather, time, season or colour of its own,
   * presupposes nothing that is not so, and says nothing twice.
   */
  fits: (phrase: string) => boolean;
  /** The same for a phrase that is there to tell a time, a weather or a season. */
  isAllowed: (phrase: string) => boolean;
  /** The judge after one more phrase, which may have changed the setting. */
  after: (phrase: string, setting?: Setting) => Fit;
};

/** Makes the judge of what may be added to a prompt of this setting. */
export const createFit = (setting: Setting, said: string): Fit => fitOf(setting, [readSaid(said)]);

function fitOf(setting: Setting, said: readonly Said[]): Fit {
  const isAllowed = (phrase: string): boolean => {
    const { folded, presupposed } = readPhrase(phrase);
    return (
      !folded.some((word) => setting.excluded.has(word)) &&
      presupposed.every((holds) => holds(setting)) &&
      !said.some(({ repeats }) => repeats(phrase))
    );
  };
  return {
    setting,
    says: (pattern) => said.some(({ says }) => says(pattern)),
    isAllowed,
    fits: (phrase) =>
      isAllowed(phrase) && readPhrase(phrase).terms.every((term) => isTold(term, setting)),
    after: (phrase, next = setting) => fitOf(next, [...said, readSaid(phrase)]),
  };
}

/** A part of what is said. It may be long and is asked again and again, so that it keeps its answers. */
type Said = { says: (pattern: RegExp) => boolean; repeats: (phrase: string) => boolean };

function readSaid(text: string): Said {
  const known = new Set(contentStems(wordsOf(text)));
  const all = [...known].join(" ");
  const isKnown = (stem: string): boolean =>
    all.includes(stem) || partsOf(stem).some((part) => known.has(part));
  return {
    says: remember((pattern: RegExp) => pattern.test(text)),
    repeats: remember((phrase: string) => readPhrase(phrase).stems.some(isKnown)),
  };
}

function remember<Question>(
  answer: (question: Question) => boolean,
): (question: Question) => boolean {
  const answers = new Map<Question, boolean>();
  return (question) => {
    const known = answers.get(question) ?? answer(question);
    answers.set(question, known);
    return known;
  };
}

const wordsOf = (text: string): string[] => splitWords(normaliseText(text));

/** Every run of letters within a stem. */
const partsOf = (stem: string): string[] =>
  Array.from(stem).flatMap((_, start) =>
    Array.from(stem.slice(start), (__, length) => stem.slice(start, start + length + 1)),
  );

/** What a phrase says of weather, time, season and colour, the prompt must say as well. */
function isTold({ group, name }: Term, setting: Setting): boolean {
  switch (group) {
    case "weather":
      return setting.weathers.some((weather) => weather === name);
    case "timeOfDay":
      return setting.time === name;
    case "season":
      return setting.season === name;
    case "colour":
      return setting.colours.size === 0 || setting.colours.has(name);
    case "subject":
    case "feature":
    case "terrain":
    case "mood":
    case "style":
    case "camera":
      return true;
  }
}

type Phrase = {
  folded: readonly string[];
  stems: readonly string[];
  terms: readonly Term[];
  presupposed: readonly ((setting: Setting) => boolean)[];
};
/** The phrases are a few hundred, and each is judged again and again. */
const phrases = new Map<string, Phrase>();

function readPhrase(phrase: string): Phrase {
  const known = phrases.get(phrase);
  if (known !== undefined) return known;
  const words = wordsOf(phrase);
  const read = {
    folded: words.map(foldWord),
    stems: contentStems(words),
    terms: findTerms(words),
    presupposed: presuppositions
      .filter(([pattern]) => pattern.test(phrase))
      .map(([, holds]) => holds),
  };
  phrases.set(phrase, read);
  return read;
}

/** Words that may stand twice in a prompt without being felt as a repetition. */
const unobtrusive = new Set(
  "slow soft fine deep small ever with from into shot camera long light".split(" "),
);

/** What the words of a text mean, whatever their ending: "floats" and "floating" are one. */
function contentStems(words: readonly string[]): string[] {
  return words
    .filter(
      (word) =>
        word.length > 3 &&
        !isFunctionWord(word) &&
        !determiners.has(word) &&
        !unobtrusive.has(word),
    )
    .map((word) =>
      foldWord(word)
        .replace(/(?:ing|ed|e|y|ly)$/, "")
        .slice(0, 6),
    )
    .filter((stem) => stem !== "");
}

function hasDirectLight(setting: Setting): boolean {
  return (
    setting.realm === "outdoors" &&
    !hasDiffuseSky(setting) &&
    (setting.time !== "night" || setting.isLit)
  );
}

function isDry({ weathers, realm }: Setting): boolean {
  return realm !== "underwater" && !weathers.some((one) => /rain|storm|snow|fog/.test(one));
}

function isCalm({ realm, moods, weathers }: Setting): boolean {
  return realm !== "outdoors" || moods.includes("calm") || weathers.includes("fog");
}

function isRough({ weathers }: Setting): boolean {
  return weathers.some((one) => /storm|wind|rain|snow/.test(one));
}

function isGreen({ season, isCold, terrains, realm }: Setting): boolean {
  const isBare = terrains.some((terrain) => terrain === "desert" || terrain === "volcano");
  return realm !== "space" && season !== "winter" && !isCold && !isBare;
}
