import { hashText } from "#contracts/prompt/hash-text.ts";
import { parsePrompt } from "#contracts/prompt/parse-prompt.ts";
import { createChooser, type Chooser } from "../prompts/compose/detail-chooser.ts";
import { timeAtmosphere } from "../prompts/compose/light.ts";
import { readMotion } from "../prompts/compose/motion.ts";
import {
  generalDetails,
  terrainDetails,
  weatherDetails,
} from "../prompts/compose/scene-details.ts";
import { isElsewhere } from "../prompts/compose/setting.ts";
import { detailsOf, findSubject } from "../prompts/compose/subject-families.ts";
import { readTime } from "../prompts/edits/set-time.ts";
import { timeForms } from "../prompts/text/attribute-forms.ts";
import { locate, surfaceOf, termsOf, type LocatedText } from "../prompts/text/located-text.ts";
import { leadingNounPhrase, nounPhraseAround } from "../prompts/text/noun-phrase.ts";
import { capitalise } from "../prompts/text/tidy.ts";

/** Whoever the film is about, as a narrator says it. */
export type FilmSubject = {
  /** "a red boat" */
  first: string;
  /** "the red boat" */
  again: string;
  plural: boolean;
};

/** What a narrator can say about a prompt without inventing anything. */
export type FilmWords = {
  subject: FilmSubject | null;
  /** "the calm lake" */
  place: string | null;
  /** "dawn" and "at dawn" */
  time: { noun: string; adverbial: string } | null;
  /** The prompt as the end of a sentence; null when it is too long for that. */
  idea: string | null;
  /** Clauses to hang on a sentence: "ripples spreading from its hull", "reeds standing along the edge". */
  ofSubject: readonly string[];
  ofPlace: readonly string[];
  ofLight: readonly string[];
  chooser: Chooser;
};

/** A narrator tells what happens, not how the picture shows it. */
const PICTURE_WORDS =
  /\b(?:details?|detailed|rendered|visible|focus|blur|frame|background|foreground|textures?|textured|depth|edges)\b/i;
const MAXIMUM_IDEA_WORDS = 14;
const MAXIMUM_PHRASE_WORDS = 6;
const NUMBER = /^(?:two|three|four|five|six|seven|eight|nine|ten|many|several|few)\s/i;
const ARTICLE = /^(?:an?|the|some|one|this|that|these|those)\s+/i;

/** Reads a prompt for its narrator. */
export function readFilmWords(prompt: string): FilmWords {
  const text = prompt.replace(/[\s.!?…]+$/u, "");
  const located = locate(text);
  const scene = parsePrompt(text);
  const time = readTime(located);
  const subject = readSubject(located);
  const terrain = termsOf(located, "terrain")[0];
  const place = terrain === undefined ? null : definite(phraseText(located, terrain));
  const main = findSubject(located);
  const details = (texts: readonly string[]) =>
    texts.filter((one) => !text.includes(one) && !PICTURE_WORDS.test(one));
  return {
    subject,
    place: place === subject?.again ? null : place,
    time: time && timeForms(time.surface, time.name),
    idea: text.split(/\s+/).length > MAXIMUM_IDEA_WORDS ? null : lowerArticle(text),
    ofSubject: details(main === null ? [] : detailsOf(main, readMotion(located, main.last + 1))),
    ofPlace: details([
      ...scene.terrains.slice(0, 2).flatMap((name) => terrainDetails[name]),
      ...scene.weathers.slice(0, 1).flatMap((name) => weatherDetails[name]),
      ...(scene.terrains.length === 0 ? generalDetails : []),
    ]),
    ofLight: details(time === null || isElsewhere(text) ? [] : timeAtmosphere[time.name]),
    chooser: createChooser(hashText(text.toLowerCase())),
  };
}

/** "wait" for them, "waits" for it. */
export function verb({ plural }: FilmSubject, stem: string): string {
  return plural ? stem : stem.replace(/(?:ch|sh|ss|x|o)$/, "$&e").concat("s");
}

function readSubject(located: LocatedText): FilmSubject | null {
  const main = findSubject(located);
  const phrase = main
    ? nounPhraseAround(located, main.first, main.last)
    : leadingNounPhrase(located);
  if (phrase === null) return null;
  const text = surfaceOf(located, phrase);
  const isKnown = main !== null || ARTICLE.test(text);
  if (!isKnown || text.split(/\s+/).length > MAXIMUM_PHRASE_WORDS) return null;
  const plural = main?.plural ?? false;
  const first = lowerArticle(text);
  return { first, again: definite(text), plural };
}

function phraseText(located: LocatedText, term: { first: number; last: number }): string {
  return surfaceOf(located, nounPhraseAround(located, term.first, term.last));
}

/** "a calm lake" → "the calm lake"; "my garden" stays. */
function definite(phrase: string): string {
  const lower = lowerArticle(phrase);
  if (/^(?:the|this|that|these|those|my|our|his|her|its|their|your)\s/.test(lower)) return lower;
  // A name needs no article.
  if (/^\p{Lu}/u.test(lower)) return lower;
  return `the ${lower.replace(ARTICLE, "").replace(/^(?:many|several|few)\s+/, "")}`;
}

function lowerArticle(text: string): string {
  return ARTICLE.test(text) || NUMBER.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
}

/** One sentence: a capital, an end mark, and a clause behind a comma where there is one. */
export function sentence(main: string, clause?: string): string {
  return `${capitalise(clause === undefined ? main : `${main}, ${clause}`)}.`;
}
