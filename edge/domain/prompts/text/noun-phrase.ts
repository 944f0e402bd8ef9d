import {
  determiners,
  isAdjective,
  isAmbiguous,
  isCollective,
  isFiniteVerb,
  isFunctionWord,
  isNumberWord,
  isParticiple,
  isPreposition,
} from "./grammar-words.ts";
import { agreeVerb, isPlural } from "./inflection.ts";
import { isColour, isMoodWord } from "./adjective-kinds.ts";
import { splice, type LocatedText, type LocatedWord } from "./located-text.ts";

/** Word indices of a noun phrase; `core` is where its noun begins, after determiner and adjectives. */
export type NounPhrase = {
  first: number;
  core: number;
  last: number;
  start: number;
  end: number;
  /** Where adjectives may be put: after determiner, number and "a flock of". */
  adjectivesAt: number;
};

/** The whole phrase around the nouns at `core` … `last`: "the two old sailing boats". */
export function nounPhraseAround(located: LocatedText, core: number, coreLast: number): NounPhrase {
  const last = extendRight(located, coreLast);
  const { first, adjectives } = extendLeft(located, core);
  return {
    first,
    core,
    last,
    start: located.words[first]?.start ?? 0,
    end: located.words[last]?.end ?? 0,
    adjectivesAt: located.words[adjectives]?.start ?? 0,
  };
}

/** The phrase that begins at a word, by default the first: up to the next verb, preposition or mark. */
export function leadingNounPhrase(located: LocatedText, from = 0): NounPhrase | null {
  const { words } = located;
  let index = from;
  while (
    index < words.length &&
    (determiners.has(word(located, index)) || isNumberWord(word(located, index)))
  )
    index += 1;
  const begin = index;
  while (index < words.length && !endsPhrase(located, index, begin)) index += 1;
  if (index === begin) return null;
  return nounPhraseAround(located, index - 1, index - 1);
}

function endsPhrase(located: LocatedText, index: number, begin: number): boolean {
  const current = word(located, index);
  if (joinsAdjectives(located, index)) return false;
  if (isFunctionWord(current) || determiners.has(current)) return true;
  return (
    index > begin &&
    ((isParticiple(current) && !describes(word(located, index - 1))) ||
      isBaseVerb(located, index) ||
      isFiniteVerb(current) ||
      isUnknownVerb(located, index) ||
      current.endsWith("ly"))
  );
}

/** What a picture is of: "close-up of a cat" and "an oil painting of a cat" are of a cat. */
export function mainNounPhrase(located: LocatedText): NounPhrase | null {
  let phrase = leadingNounPhrase(located);
  while (phrase !== null) {
    const next = word(located, phrase.last + 1);
    const framed = pictures.test(word(located, phrase.last)) && /^(?:of|on)$/.test(next);
    const inner: NounPhrase | null =
      framed || next === ":" ? leadingNounPhrase(located, phrase.last + 2) : null;
    if (inner === null) break;
    phrase = inner;
  }
  return phrase;
}

const pictures =
  /^(?:up|ups|shot|view|footage|video|clip|image|photo|photograph|picture|portrait|painting|drawing|sketch|illustration|render|scene|lapse|timelapse|hyperlapse|pan|zoom|rendering|watercolou?r|macro)$/;

/** The verb of a phrase, which must agree with it in number; a place may stand before it. */
export function verbAfter(located: LocatedText, phrase: NounPhrase): LocatedWord | null {
  const index = phrase.last + 1;
  const next = located.words[index];
  if (next === undefined) return null;
  if (agrees(next.word) || (!isFunctionWord(next.word) && isUnknownVerb(located, index)))
    return next;
  // "two chefs plate a dessert"
  const base = isPlainNoun(next.word) && isPlural(word(located, phrase.last));
  if (base && determiners.has(word(located, index + 1))) return next;
  // "boats race across the bay"
  const beyond = word(located, index + 1);
  const ambiguous = isAmbiguous(next.word) && isPlural(word(located, phrase.last));
  if (ambiguous && isPreposition(beyond)) return next;
  // "a dancer in a white dress turns"
  const place = isPreposition(next.word) ? leadingNounPhrase(located, index + 1) : null;
  const verb = place === null ? undefined : located.words[place.last + 1];
  return verb !== undefined && (agrees(verb.word) || isAmbiguous(verb.word)) ? verb : null;
}

const agrees = (text: string): boolean =>
  isFiniteVerb(text) || /^(?:is|are|was|were|has|have)$/.test(text);

/** A text with other words in the place of a phrase, and its verb in their number. */
export function replacePhrase(
  located: LocatedText,
  { phrase, plural }: { phrase: NounPhrase; plural: boolean },
  words: string,
  several: boolean,
): string {
  const { text } = located;
  const verb = plural === several ? null : verbAfter(located, phrase);
  if (verb === null) return splice(text, phrase.start, phrase.end, words);
  const between = text.slice(phrase.end, verb.start);
  return splice(text, phrase.start, verb.end, words + between + agreeVerb(verb.word, several));
}

/** No phrase is longer to either side; the looks at one stay cheap in a text without end. */
const MAXIMUM_WORDS = 24;

function extendRight(located: LocatedText, from: number): number {
  let last = from;
  const end = Math.min(located.words.length, from + MAXIMUM_WORDS);
  for (let next = from + 1; next < end; next += 1) {
    const current = word(located, next);
    if (isFunctionWord(current) || determiners.has(current) || isNumberWord(current)) break;
    if (isParticiple(current) || isFiniteVerb(current) || current.endsWith("ly")) break;
    // "Earth visible through the window"
    if (/^(?:in)?(?:visible|audible)$/.test(current)) break;
    if (isUnknownVerb(located, next)) break;
    if (isPlural(word(located, last)) || !joinedBySpace(located, last)) break;
    last = next;
  }
  return last;
}

/** "a tractor ploughs a field": an "s" before a determiner, or in a phrase of one thing, is a verb's. */
function isUnknownVerb(located: LocatedText, index: number): boolean {
  if (!isPlural(word(located, index))) return false;
  const after = word(located, index + 1);
  if (determiners.has(after) || isNumberWord(after)) return true;
  // "while rain taps on the window"
  if (/^(?:while|as|when)$/.test(word(located, index - 2)) && isPreposition(after)) return true;
  // "a chef chops vegetables", but "a sports car", "sports cars" and "the old boats".
  const isNounBefore = isPlainNoun(word(located, index - 1));
  if (isNounBefore && !isPlural(word(located, index - 1)) && isPlainNoun(after) && isPlural(after))
    return true;
  const opening = leftmost(located, index - 1);
  if (
    /^(?:an?|one)$/.test(word(located, opening)) &&
    isNounBefore &&
    opening < index - 1 &&
    isPlainNoun(after) &&
    !isAmbiguous(word(located, index))
  )
    return true;
  return (
    isFunctionWord(after) &&
    !/^[.,;:!?]$/.test(after) &&
    /^(?:an?|each|every)$/.test(word(located, opening))
  );
}

/** The determiner or function word that a phrase begins with or behind. */
function leftmost(located: LocatedText, from: number): number {
  let first = from;
  while (
    first > Math.max(0, from - MAXIMUM_WORDS) &&
    !determiners.has(word(located, first)) &&
    !isFunctionWord(word(located, first))
  )
    first -= 1;
  return first;
}

/** "robots sort packages": behind a plural stands its verb, unless that plural is said of the next noun. */
function isBaseVerb(located: LocatedText, index: number): boolean {
  const before = word(located, index - 1);
  return (
    isPlural(before) &&
    isPlainNoun(before) &&
    !/^(?:sports|arms|goods|news|savings|clothes|fireworks|christmas|glass|paris|mars)$/.test(
      before,
    ) &&
    joinedBySpace(located, index - 1) &&
    isPlainNoun(word(located, index))
  );
}

/** No function word, adjective, verb or plural: before an "s" it is its subject. */
function isPlainNoun(text: string): boolean {
  return (
    text.length > 2 &&
    !isFunctionWord(text) &&
    !determiners.has(text) &&
    !isNumberWord(text) &&
    !isAdjective(text) &&
    !isFiniteVerb(text)
  );
}

function joinedBySpace(located: LocatedText, index: number): boolean {
  const between = located.text.slice(
    located.words[index]?.end ?? 0,
    located.words[index + 1]?.start ?? 0,
  );
  return /^[ -]*$/.test(between);
}

function extendLeft(located: LocatedText, from: number): { first: number; adjectives: number } {
  let first = from;
  let adjectives = from;
  for (let index = from - 1; index >= Math.max(0, from - MAXIMUM_WORDS); index -= 1) {
    const current = word(located, index);
    if (current === "of" && isCollective(word(located, index - 1))) {
      index -= 1;
      first = index;
      continue;
    }
    if (isNumberWord(current)) {
      first = index;
      continue;
    }
    if (determiners.has(current)) return { first: index, adjectives };
    if (joinsAdjectives(located, index)) continue;
    // "floor-to-ceiling windows"
    if (hyphenBefore(located, index) && hyphenBefore(located, index + 1)) continue;
    if (isFunctionWord(current)) break;
    const before = word(located, index - 1);
    const openBefore =
      before === "" ||
      isFunctionWord(before) ||
      determiners.has(before) ||
      isNumberWord(before) ||
      (describes(before) && !isParticiple(before));
    if (
      !openBefore &&
      (isParticiple(current) ||
        isFiniteVerb(current) ||
        isPlural(current) ||
        isBaseVerb(located, index)) &&
      !hyphenBefore(located, index)
    )
      break;
    if (first < adjectives) {
      // Words before a number or "a flock of" are no adjectives of this noun.
      first = index;
      continue;
    }
    first = index;
    adjectives = index;
  }
  return { first, adjectives };
}

/** "a quiet, empty street", "purple and blue clouds": a comma or "and" inside one phrase. */
export function joinsAdjectives(located: LocatedText, index: number): boolean {
  if (!mayJoin(located, index)) return false;
  const known = jointsOfText.get(located) ?? findJoints(located);
  jointsOfText.set(located, known);
  return known.has(index);
}

const jointsOfText = new WeakMap<LocatedText, ReadonlySet<number>>();

/** In one pass: whether a comma joins depends on those before it, and a text may have a thousand. */
function findJoints(located: LocatedText): ReadonlySet<number> {
  const joints = new Set<number>();
  let first = 0;
  for (let index = 0; index < located.words.length; index += 1) {
    if (describes(word(located, index))) continue;
    if (mayJoin(located, index) && isOpened(located, index, word(located, first - 1)))
      joints.add(index);
    else first = index + 1;
  }
  return joints;
}

function mayJoin(located: LocatedText, index: number): boolean {
  // "under a cold light, wide shot": light is a noun there.
  const last = word(located, index - 1);
  if (!/^(?:,|and)$/.test(word(located, index)) || !describes(last) || last === "light")
    return false;
  const after = word(located, index + 1);
  const noun = word(located, index + 2);
  return describes(after) && noun !== "" && !isFunctionWord(noun);
}

/** A list of looks ("moody, dark forest") is no phrase unless something opens it. */
const isOpened = (located: LocatedText, index: number, opening: string): boolean =>
  determiners.has(opening) ||
  isNumberWord(opening) ||
  (word(located, index) === "and" && (isPreposition(opening) || /^(?:|[.,;:!?])$/.test(opening)));

const describes = (text: string): boolean =>
  isAdjective(text) || isColour(text) || isMoodWord(text);

function hyphenBefore(located: LocatedText, index: number): boolean {
  return located.text[(located.words[index]?.start ?? 0) - 1] === "-";
}

const word = (located: LocatedText, index: number): string => located.words[index]?.word ?? "";
