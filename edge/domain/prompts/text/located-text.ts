import { findTerms, type Term, type TermGroup } from "#contracts/prompt/find-terms.ts";
import { foldWord, normaliseText, splitWords } from "#contracts/prompt/word-forms.ts";

/** A word of the prompt, folded to lower case, with its place in the text as written. */
export type LocatedWord = { word: string; start: number; end: number };

/** A lexicon term with its place in the text; `first` and `last` are word indices. */
export type LocatedTerm = Term & { start: number; end: number; first: number; last: number };

/** A text with its words and lexicon terms, so that edits change only what they mean to. */
export type LocatedText = {
  text: string;
  words: readonly LocatedWord[];
  terms: readonly LocatedTerm[];
};

export function locate(text: string): LocatedText {
  const known = longTexts.find((one) => one.text === text);
  if (known !== undefined) return known;
  const located = read(text);
  if (text.length > LONG) longTexts.splice(0, longTexts.length, located, ...longTexts.slice(0, 3));
  return located;
}

/** An edit looks at one text many times; the few long ones of late are kept. */
const longTexts: LocatedText[] = [];
const LONG = 200;

function read(text: string): LocatedText {
  const words: LocatedWord[] = [];
  for (const match of text.matchAll(/[\p{L}\p{N}\p{M}]+(?:['’]\p{L}+)?|[.,;:!?]/gu)) {
    for (const word of splitWords(normaliseText(match[0]))) {
      words.push({ word, start: match.index, end: match.index + match[0].length });
    }
  }
  const spoken = words.map(({ word }) => word);
  // The "field" of a lens is no place.
  const ofLens = (position: number): boolean =>
    spoken[position] === "field" &&
    (/^depth of$/.test(spoken.slice(Math.max(position - 2, 0), position).join(" ")) ||
      /^of view$/.test(spoken.slice(position + 1, position + 3).join(" ")));
  const found = findTerms(spoken).filter(({ position }) => !ofLens(position));
  const terms = found.map((term) => {
    const last = term.position + term.wordCount - 1;
    return {
      ...term,
      first: term.position,
      last,
      start: words[term.position]?.start ?? 0,
      end: words[last]?.end ?? 0,
    };
  });
  return { text, words, terms };
}

/** The affirmed terms of a group, in the order of the text. */
export function termsOf(located: LocatedText, group: TermGroup): LocatedTerm[] {
  return located.terms.filter((term) => term.group === group && !term.negated);
}

/** The text of a term as written. */
export function surfaceOf(located: LocatedText, span: { start: number; end: number }): string {
  return located.text.slice(span.start, span.end);
}

/** Whether a term is half of a hyphenated word ("snow-capped"), which is not to be taken apart. */
export function isHyphenated(located: LocatedText, span: { start: number; end: number }): boolean {
  const { text } = located;
  return (
    (text[span.start - 1] === "-" && /\p{L}/u.test(text[span.start - 2] ?? "")) ||
    (text[span.end] === "-" && /\p{L}/u.test(text[span.end + 1] ?? ""))
  );
}

export function splice(text: string, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

export const foldText = (text: string): string =>
  splitWords(normaliseText(text)).map(foldWord).join(" ");
