import { foldWord } from "#contracts/prompt/word-forms.ts";
import {
  determiners,
  isAdjective,
  isFunctionWord,
  isNumberWord,
  isParticiple,
} from "./grammar-words.ts";
import { isPlural, isUnchanging, singularise } from "./inflection.ts";
import { isHyphenated, locate, type LocatedText } from "./located-text.ts";
import { isPlaceNoun } from "./place-nouns.ts";
import { mainNounPhrase, nounPhraseAround, type NounPhrase } from "./noun-phrase.ts";

/** Something that the prompt names: as a noun phrase, or only as an adjective ("foggy"). */
export type FoundThing = {
  phrase: NounPhrase;
  noun: string;
  plural: boolean;
  shape: "noun" | "adjective";
  negated: boolean;
};

/** What a phrase of a request is about: its head noun and the lexicon names that it stands for. */
export type Subject = { head: string; names: ReadonlySet<string>; generic: boolean };

/** General words that stand for any member of their lexicon name ("people" for a hiker). */
const generalWords = new Set([
  "people",
  "human",
  "figure",
  "vehicle",
  "animal",
  "building",
  "plane",
]);

/** Reads the head of a request's noun phrase: "the two red boats in the bay" is about boats. */
export function readSubject(phrase: string): Subject {
  const located = locate(phrase);
  const headIndex = headOf(located);
  const head = located.words[headIndex]?.word ?? "";
  const terms = located.terms.filter((term) => term.first <= headIndex && term.last >= headIndex);
  const folded = foldWord(head);
  return {
    head,
    names: new Set(terms.map((term) => `${term.group}:${term.name}`)),
    generic:
      generalWords.has(folded) ||
      terms.some(
        (term) => foldWord(term.name) === folded || /^(?:feature|weather)$/.test(term.group),
      ),
  };
}

function headOf(located: LocatedText): number {
  const { words } = located;
  let head = 0;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]?.word ?? "";
    if (index > 0 && isFunctionWord(word) && word !== "of") break;
    // "dolphins jumping", but "a flying car".
    const before = words[index - 1]?.word ?? "";
    const described = before !== "" && !determiners.has(before) && !isNumberWord(before);
    if (described && !isAdjective(before) && isParticiple(word)) break;
    head = index;
  }
  return head;
}

/** Whoever names one thing oftener means no harm if the rest stays as it is. */
const MAXIMUM_THINGS = 12;

/** Every place where a text names the subject; the same word first, else the same kind of thing. */
export function findThings(located: LocatedText, subject: Subject): FoundThing[] {
  const wanted = foldWord(singularise(subject.head));
  const wordsLike = (fits: (word: string) => boolean): FoundThing[] =>
    [...located.words.keys()]
      .filter((index) => {
        const entry = located.words[index];
        return entry !== undefined && fits(entry.word) && !isHyphenated(located, entry);
      })
      .slice(0, MAXIMUM_THINGS)
      .map((index) => thingAt(located, termAround(located, index)));
  const same = wordsLike((word) => foldWord(singularise(word)) === wanted);
  if (same.length > 0) return same;
  const related = wordsLike((word) => isSpoken(wanted, foldWord(singularise(word))));
  if (related.length > 0 || !subject.generic) return related;
  const kinds = new Map<number, FoundThing>();
  for (const term of located.terms) {
    if (!["subject", "feature", "weather"].includes(term.group)) continue;
    if (!subject.names.has(`${term.group}:${term.name}`) || isHyphenated(located, term)) continue;
    kinds.set(term.first, thingAt(located, { first: term.first, last: term.last }));
  }
  return [...kinds.values()].slice(0, MAXIMUM_THINGS);
}

/** Whether a word says what is wanted in another form: "crowded" for the crowd, "hummingbird" for the bird. */
function isSpoken(wanted: string, word: string): boolean {
  if (/^(?:light|lighting)$/.test(wanted))
    return /^(?:day|sun|moon|lamp|candle|fire|star)?light$|^lighting$/.test(word);
  if (wanted === "people") return word === "crowded";
  if (wanted.length < 4) return false;
  return (
    word === `${wanted}ed` ||
    word === `${wanted}y` ||
    (word.endsWith(wanted) && !isFunctionWord(word))
  );
}

/** What a text is about: what its first phrase names unless that is a place, else its first subject. */
export function leadingThing(located: LocatedText): FoundThing | null {
  const main = mainThing(located);
  if (main !== null) return main;
  const term = located.terms.find((one) => one.group === "subject" && !one.negated);
  return term === undefined ? null : thingAt(located, term);
}

/** The thing that the first phrase of a text names; null where that is a place, a time or the sky. */
export function mainThing(located: LocatedText): FoundThing | null {
  const phrase = mainNounPhrase(located);
  if (phrase === null) return null;
  const within = located.terms.filter(
    (one) => !one.negated && one.first <= phrase.last && one.last >= phrase.first,
  );
  const subject = within.findLast((one) => one.group === "subject" && one.last === phrase.last);
  if (subject !== undefined) return thingAt(located, subject);
  const head = located.words[phrase.last]?.word ?? "";
  const scenic =
    isPlaceNoun(head) ||
    within.some((one) => sceneGroups.has(one.group) && one.last === phrase.last);
  return scenic || isFunctionWord(head) || isAdjective(head) || !/\p{L}{2}/u.test(head)
    ? null
    : thingAt(located, { first: phrase.core, last: phrase.last });
}

/** Terms that name a scene and no thing in it. */
export const sceneGroups: ReadonlySet<string> = new Set([
  "terrain",
  "timeOfDay",
  "weather",
  "feature",
  "season",
]);

/** A word inside a longer lexicon term stands for the whole term ("hot air balloon"). */
function termAround(located: LocatedText, index: number): { first: number; last: number } {
  const term = located.terms
    .filter((one) => one.first <= index && one.last >= index && one.group !== "colour")
    .toSorted((a, b) => b.wordCount - a.wordCount)[0];
  return term === undefined
    ? { first: index, last: index }
    : { first: term.first, last: term.last };
}

function thingAt(
  located: LocatedText,
  { first, last }: { first: number; last: number },
): FoundThing {
  const word = located.words[last]?.word ?? "";
  const next = located.words[last + 1]?.word ?? "";
  const adjective = isAdjective(word) && next !== "" && !isFunctionWord(next);
  const phrase = nounPhraseAround(located, first, last);
  const noun = located.text.slice(located.words[first]?.start ?? 0, phrase.end);
  const opening = located.words[phrase.first]?.word ?? "";
  return {
    phrase: adjective
      ? {
          ...phrase,
          first,
          last,
          start: located.words[first]?.start ?? 0,
          end: located.words[last]?.end ?? 0,
        }
      : phrase,
    noun,
    plural: isPlural(noun) || (isUnchanging(noun) && !singular.test(opening)),
    shape: adjective ? "adjective" : "noun",
    negated:
      located.terms.some((term) => term.first === first && term.negated) ||
      isNegatedBefore(located, phrase),
  };
}

const singular = /^(?:an?|one|each|every|another|this|that|single)$/;

function isNegatedBefore(located: LocatedText, phrase: NounPhrase): boolean {
  const first = located.words[phrase.first]?.word ?? "";
  const before = located.words[phrase.first - 1]?.word ?? "";
  return first === "no" || before === "without" || before === "no";
}
