import {
  determiners,
  isAdjective,
  isFiniteVerb,
  isFunctionWord,
  isNumberWord,
  isParticiple,
} from "../text/grammar-words.ts";
import type { FoundName } from "../text/find-names.ts";
import { isPlural } from "../text/inflection.ts";
import { surfaceOf, termsOf, type LocatedTerm, type LocatedText } from "../text/located-text.ts";
import { nounPhraseAround } from "../text/noun-phrase.ts";
import { isContainer, type FoundScene } from "./read-scene.ts";
import { isInhabitant, isPartOfName } from "./scene-terms.ts";

type Span = { first: number; last: number };

/** Features that are things of their own; the others are sky, light and weather. */
const thingFeatures: ReadonlySet<string> = new Set(
  "fireworks lanterns petals leaves flowers bubbles".split(" "),
);
/** Nouns that name nothing to be seen: ways to say how, when and how long. */
const intangible =
  /^(?:unison|hours?|minutes?|seconds?|portraits?|silence|harmony|loop|speed|rush|progress|save|way|wide|slow|fast|style|action|reel|footage|cut|hand|first|second|third|last|next|others?|4k|8k|hd|35mm|16mm)$/;

/**
 * Everything that a text shows besides its place, with numbers and adjectives, in the order of the
 * text: what the lexicon knows and what else is named.
 */
export function readSubjects(
  located: LocatedText,
  names: readonly FoundName[],
  scene: FoundScene | undefined,
): string[] {
  const terms = termsOf(located, "subject").filter((term) => !isVerb(located, term));
  const features = termsOf(located, "feature").filter(
    (term) => thingFeatures.has(term.name) && !isAdjective(wordAt(located, term.last)),
  );
  const inhabitants = termsOf(located, "terrain").filter((term) => {
    const { last, ...phrase } = nounPhraseAround(located, term.first, term.last);
    return (
      isInhabitant(surfaceOf(located, term).toLowerCase()) ||
      (last > term.last && isPartOfName(located, { ...phrase, last }))
    );
  });
  const known = [...terms, ...features, ...inhabitants].map((term) => phraseOf(located, term));
  const others = names
    .filter(({ place, text }) => !place || isContainer(text.split(" ").at(-1) ?? ""))
    .map(({ phrase }) => ({ first: phrase.first, last: phrase.last }));
  const opening = openingNoun(located);
  const spans = [...known, ...others, ...(opening === null ? [] : [opening])]
    .map((span) => extend(located, span))
    .filter((span) => !isVerbPhrase(located, span) && !intangible.test(wordAt(located, span.last)))
    .toSorted((one, other) => one.first - other.first || other.last - one.last);
  const apart = spans
    .flatMap((span) => besides(located, span, scene))
    .filter(
      (span, index, all) =>
        all.findIndex((other) => other.first <= span.first && other.last >= span.last) === index,
    );
  return [...new Set(apart.map((span) => textOf(located, span)))];
}

/** What of a phrase is not the place itself: of "a field of sunflowers", the sunflowers. */
function besides(located: LocatedText, span: Span, scene: FoundScene | undefined): Span[] {
  if (scene === undefined || scene.first > span.last || span.first > scene.last) return [span];
  const isMore = span.last > scene.last + 1 && wordAt(located, scene.last + 1) === "of";
  return isMore ? [{ first: scene.last + 2, last: span.last }] : [];
}

const wordAt = (located: LocatedText, index: number): string => located.words[index]?.word ?? "";

function phraseOf(located: LocatedText, term: LocatedTerm): Span {
  const { first, last } = nounPhraseAround(located, term.first, term.last);
  return { first, last };
}

/** "The Eiffel Tower", "his pocket watch": what looks like a verb is a noun behind a name or a singular. */
function extend(located: LocatedText, span: Span): Span {
  let { last } = span;
  for (let next = last + 1; next < located.words.length; next += 1) {
    const word = wordAt(located, next);
    const source = located.text.slice(located.words[next]?.start ?? 0);
    const gap = located.text.slice(located.words[last]?.end ?? 0, located.words[next]?.start ?? 0);
    if (gap !== " " || isFunctionWord(word)) break;
    const isName = /^\p{Lu}\p{Ll}/u.test(source) && isCapital(located, last);
    const isBareVerb = isFiniteVerb(word) && !word.endsWith("s");
    const isSingular =
      /^(?:an?|his|her|its|the)$/.test(wordAt(located, span.first)) &&
      !isPlural(wordAt(located, last));
    if (!isName && !(isBareVerb && isSingular)) break;
    last = next;
  }
  return { first: span.first, last };
}

const isCapital = (located: LocatedText, index: number): boolean =>
  /^\p{Lu}/u.test(located.text.slice(located.words[index]?.start ?? 0)) && index > 0;

/** "A luxury watch rotating": behind "a" or adjectives stands a noun, even one that could be a verb. */
function openingNoun(located: LocatedText): Span | null {
  const isArticle = /^an?$/.test(wordAt(located, 0));
  for (let index = 0; index < located.words.length; index += 1) {
    const word = wordAt(located, index);
    if (determiners.has(word) || isNumberWord(word) || isAdjective(word)) continue;
    const couldBeVerb = isFiniteVerb(word) && !word.endsWith("s");
    if (couldBeVerb)
      return index > 0 && !determiners.has(wordAt(located, index + 1))
        ? { first: 0, last: index }
        : null;
    if (!isArticle || isFunctionWord(word) || isFiniteVerb(word)) return null;
  }
  return null;
}

/** "She turns and laughs", "lowers a parcel", "flies away": verbs that no list has. */
function isVerbPhrase(located: LocatedText, { first, last }: Span): boolean {
  const word = wordAt(located, last);
  if (determiners.has(wordAt(located, first)) || isNumberWord(wordAt(located, first))) return false;
  const before = wordAt(located, first - 1);
  const after = wordAt(located, last + 1);
  const endsAsVerb = /[^s]s$/.test(word);
  if (before === "to" && !endsAsVerb && first === last) return !isPlural(word) && after !== "";
  if (/^(?:away|back|aside|home|outside|inside)$/.test(word)) return true;
  if (!endsAsVerb) return false;
  if (/^(?:he|she|it|who|which|that|they)$/.test(before)) return true;
  if (
    first === last &&
    (determiners.has(after) || /^(?:away|back|softly|him|her|them)$/.test(after))
  )
    return true;
  const isWeather = located.terms.some(
    (term) => term.group === "weather" && term.first === first && term.last < last,
  );
  if (isWeather) return true;
  // "turns and laughs": joined to a verb, or a noun of one word with its verb ("snow falls").
  if (before === "and" && first === last && isVerbBefore(located, first - 2)) return true;
  return last === first + 1 && isFiniteVerb(word) && !isAdjective(wordAt(located, first));
}

function isVerbBefore(located: LocatedText, index: number): boolean {
  const before = wordAt(located, index - 1);
  return /^(?:he|she|it|who|which|that)$/.test(before) || isFiniteVerb(wordAt(located, index));
}

/** "bats an eye": the lexicon's noun, used as a verb. */
function isVerb(located: LocatedText, term: LocatedTerm): boolean {
  const word = wordAt(located, term.last);
  const before = wordAt(located, term.first - 1);
  if (isParticiple(word) && word.endsWith("ing")) return !determiners.has(before);
  return /^(?:he|she|it|they|to|who)$/.test(before);
}

function textOf(located: LocatedText, { first, last }: Span): string {
  const start = located.words[first]?.start ?? 0;
  return located.text
    .slice(start, located.words[last]?.end ?? start)
    .replace(/^for\s+/i, "")
    .replace(/^(?:an?|the|his|her|its|their|my|our)\s+/i, "")
    .toLowerCase();
}
