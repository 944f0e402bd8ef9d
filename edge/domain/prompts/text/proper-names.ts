import { isAdjective } from "./grammar-words.ts";
import type { LocatedText } from "./located-text.ts";

const names =
  /^(?:tokyo|paris|london|berlin|manhattan|shanghai|dubai|chicago|everest|fuji|amazon|sahara|arctic|antarctica|saturn|jupiter|mars|venus|tuscan|tuscany|new|i)$/;

/** Whether a text begins with a name, which keeps its capital wherever it stands. */
function beginsWithName({ words, text }: LocatedText): boolean {
  const [first, second] = words;
  if (first === undefined || isAdjective(first.word)) return false;
  return (
    names.test(first.word) ||
    /^\p{Lu}{2}/u.test(text.slice(first.start)) ||
    (second !== undefined && /^\p{Lu}/u.test(text.slice(second.start)))
  );
}

/** Whether a text is the name of a place and nothing else: "Tokyo". */
export const isPlaceName = ({ words, text }: LocatedText): boolean =>
  /^\p{Lu}/u.test(text) &&
  names.test(words[0]?.word ?? "") &&
  (words.length === 1 || (words.length === 2 && words[0]?.word === "new"));

/** The text with a small first letter, for words that come before it. */
export function lowerStart(located: LocatedText): string {
  const { text } = located;
  return beginsWithName(located) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
