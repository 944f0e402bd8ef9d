import type { LocatedText } from "../text/located-text.ts";
import { nounPhraseAround, type NounPhrase } from "../text/noun-phrase.ts";

/** No noun phrase reaches further than this to either side of its noun. */
const REACH_WORDS = 12;

/** The noun phrase around some words. However long a text is, only the words beside them are read. */
export function phraseAround(located: LocatedText, first: number, last: number): NounPhrase {
  const from = Math.max(first - REACH_WORDS, 0);
  const words = located.words.slice(from, last + REACH_WORDS + 1);
  const phrase = nounPhraseAround({ ...located, words }, first - from, last - from);
  return {
    ...phrase,
    first: phrase.first + from,
    core: phrase.core + from,
    last: phrase.last + from,
  };
}
