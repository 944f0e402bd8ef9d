import { timeLight } from "../prompts/compose/light.ts";
import { isElsewhere } from "../prompts/compose/setting.ts";
import { findSubject } from "../prompts/compose/subject-families.ts";
import { readStyle } from "../prompts/edits/set-style.ts";
import { readTime } from "../prompts/edits/set-time.ts";
import { isPreposition } from "../prompts/text/grammar-words.ts";
import { locate, surfaceOf, termsOf, type LocatedText } from "../prompts/text/located-text.ts";
import { nounPhraseAround } from "../prompts/text/noun-phrase.ts";

/** What the pictures of one film have in common; null where the film leaves it open. */
export type FilmLook = {
  /** As it is said: "on a calm lake". */
  place: string | null;
  light: string | null;
  /** Who is meant by "it" or "she" in a line that names nobody. */
  subject: string | null;
  style: string;
};

const DEFAULT_STYLE = "cinematic style";
/** Where the opening says nothing of the time, all scenes still share one. */
const DEFAULT_TIME = "morning";
/** No places that a scene could be in. */
const NO_PLACES = new Set(["sky", "abstract"]);
const PRONOUN = /\b(?:it|its|he|his|him|she|her|hers|they|their|them)\b/i;

/**
 * Reads what an opening establishes for the whole film. Later lines add nothing to it: one of them
 * can be changed, and only its own scene with it.
 */
export function readLook(opening: string): FilmLook {
  const located = locate(opening);
  const time = readTime(located)?.name ?? DEFAULT_TIME;
  const style = readStyle(opening);
  const subject = findSubject(located);
  return {
    place: readPlace(located),
    light: isElsewhere(opening) ? null : (timeLight[time][0] ?? null),
    subject: subject === null ? null : phraseOf(located, subject).text,
    style: style === null ? DEFAULT_STYLE : asTag(style),
  };
}

/** A line as a picture's prompt: its own words first, then what of the look it leaves open. */
export function composeImagePrompt(line: string, look: FilmLook): string {
  const located = locate(line);
  const isOutside = !isElsewhere(line);
  const hasSubject = termsOf(located, "subject").length > 0;
  const hasPlace = termsOf(located, "terrain").length > 0;
  const parts = [
    line.replace(/[\s.!?…:;,]+$/u, ""),
    !hasSubject && PRONOUN.test(line) ? look.subject : null,
    hasPlace || !isOutside ? null : look.place,
    readTime(located) !== null || !isOutside ? null : look.light,
    readStyle(line) === null ? look.style : null,
  ];
  return parts.filter((part) => part !== null && part !== "").join(", ");
}

/** The first place that a text tells, with its preposition. */
function readPlace(located: LocatedText): string | null {
  const term = termsOf(located, "terrain").find(({ name }) => !NO_PLACES.has(name));
  if (term === undefined) return null;
  const { text, first } = phraseOf(located, term);
  const before = located.words[first - 1]?.word ?? "";
  return isPreposition(before) && before !== "of" ? `${before} ${text}` : text;
}

function phraseOf(located: LocatedText, term: { first: number; last: number }) {
  const phrase = nounPhraseAround(located, term.first, term.last);
  const text = surfaceOf(located, phrase);
  const startsSentence = phrase.start === 0;
  return { first: phrase.first, text: startsSentence ? lowerFirst(text) : text };
}

/** "A red boat" → "a red boat", and names stay as they are. */
function lowerFirst(text: string): string {
  return /^(?:an?|the|this|that|these|those|some|my|our|his|her|its|their|one|two|three)\b/i.test(
    text,
  )
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
}

function asTag(style: string): string {
  return /\b(?:style|look|aesthetic|film|footage)\b/i.test(style) ? style : `${style} style`;
}
