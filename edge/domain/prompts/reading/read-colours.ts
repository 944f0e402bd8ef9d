import { isFunctionWord } from "../text/grammar-words.ts";
import { surfaceOf, termsOf, type LocatedTerm, type LocatedText } from "../text/located-text.ts";

/** Colours that are named after a thing, and may mean the thing itself. */
const namedAfterThings =
  /^(?:orange|amber|copper|bronze|rust|gold|mustard|lemon|lime|olive|mint|jade|emerald|ruby|sapphire|lavender|lilac|plum|rose|coral|peach|salmon|silver|charcoal|cream|ivory|violet)$/;
/** What such a thing is part of: "coral reef", "olive tree", "orange juice". */
const ofThings =
  /^(?:reefs?|trees?|gardens?|fields?|juice|flowers?|petals?|bush|bushes|groves?|tea|oil|slices?|cake|ice|leaf|leaves|blossoms?|orchards?|soup|pie|bars?|coins?|mines?|medals?|rings?|sauce|fillets?|steaks?|grill|drawing|sketch|window|cheese)$/;

/** "the Golden Gate", "the Black Sea": capitals make a name of it. */
function isOfName({ text, words }: LocatedText, term: LocatedTerm): boolean {
  const next = words[term.last + 1];
  const isCapital = (start: number): boolean => /^\p{Lu}\p{Ll}/u.test(text.slice(start));
  return next !== undefined && isCapital(term.start) && isCapital(next.start);
}

/** The colours that a text names as colours, in its own words. */
export function readColourWords(located: LocatedText): string[] {
  const named = termsOf(located, "colour").filter((term) => {
    const word = surfaceOf(located, term).toLowerCase();
    const isPartOfOther = located.terms.some(
      (other) =>
        (/^(?:timeOfDay|style)$/.test(other.group) ||
          (other.group !== "colour" && other.wordCount > 1)) &&
        other.first <= term.first &&
        other.last >= term.last,
    );
    if (isPartOfOther || isOfName(located, term)) return false;
    // "oranges" are fruit.
    if (word.endsWith("s") && namedAfterThings.test(word.slice(0, -1))) return false;
    if (!namedAfterThings.test(word)) return true;
    const next = located.words[term.last + 1]?.word ?? "";
    const describes = next !== "" && !isFunctionWord(next) && !ofThings.test(next);
    const isListed =
      next === "and" && termsOf(located, "colour").some(({ first }) => first === term.last + 2);
    return describes || isListed;
  });
  return [...new Set(named.map((term) => surfaceOf(located, term).toLowerCase()))];
}
