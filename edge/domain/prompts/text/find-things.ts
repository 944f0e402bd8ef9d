import { foldWord } from "#contracts/prompt/word-forms.ts";
import {
  determiners,
  isAdjective,
  isFunctionWord,
  isNumberWord,
  isParticiple,
} from "./grammar-words.ts";
import { isPlural, singularise } from "./inflection.ts";
import { isHyphenated, locate, type LocatedText } from "./located-text.ts";
import { leadingNounPhrase, nounPhraseAround, type NounPhrase } from "./noun-phrase.ts";

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

/** Every place where a text names the subject; the same word first, else the same kind of thing. */
export function findThings(located: LocatedText, subject: Subject): FoundThing[] {
  const wanted = foldWord(singularise(subject.head));
  const same = located.words.flatMap((entry, index) =>
    foldWord(singularise(entry.word)) === wanted && !isHyphenated(located, entry)
      ? [thingAt(located, termAround(located, index))]
      : [],
  );
  if (same.length > 0 || !subject.generic) return same;
  const kinds = new Map<number, FoundThing>();
  for (const term of located.terms) {
    if (!["subject", "feature", "weather"].includes(term.group)) continue;
    if (!subject.names.has(`${term.group}:${term.name}`) || isHyphenated(located, term)) continue;
    kinds.set(term.first, thingAt(located, { first: term.first, last: term.last }));
  }
  return [...kinds.values()];
}

/** What a text is about: the first of the lexicon's subjects, else the noun that it begins with. */
export function leadingThing(located: LocatedText): FoundThing | null {
  const term = located.terms.find((one) => one.group === "subject" && !one.negated);
  if (term !== undefined) return thingAt(located, term);
  const phrase = leadingNounPhrase(located);
  if (phrase === null) return null;
  const known = located.terms.some(
    (one) => one.group !== "camera" && one.first <= phrase.last && one.last >= phrase.core,
  );
  return known ? null : thingAt(located, { first: phrase.core, last: phrase.last });
}

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
    plural: isPlural(noun),
    shape: adjective ? "adjective" : "noun",
    negated:
      located.terms.some((term) => term.first === first && term.negated) ||
      isNegatedBefore(located, phrase),
  };
}

function isNegatedBefore(located: LocatedText, phrase: NounPhrase): boolean {
  const first = located.words[phrase.first]?.word ?? "";
  const before = located.words[phrase.first - 1]?.word ?? "";
  return first === "no" || before === "without" || before === "no";
}
