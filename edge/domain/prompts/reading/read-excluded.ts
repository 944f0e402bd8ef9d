import { determiners, isFunctionWord } from "../text/grammar-words.ts";
import type { LocatedText } from "../text/located-text.ts";

const MAXIMUM_WORDS = 4;

/** What a text says is not to be seen: "no people or cars", "without text", "not smiling". */
export function readExcludedWords(located: LocatedText): string[] {
  const { words } = located;
  const found: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    if (!isNegator(located, index)) continue;
    let next = index + 1;
    for (;;) {
      const end = phraseEnd(located, next);
      if (end > next) found.push(textBetween(located, next, end));
      const joint = words[end]?.word ?? "";
      if (!/^(?:or|and|nor)$/.test(joint) && !continues(located, end)) break;
      next = end + 1;
    }
    index = next;
  }
  return [...new Set(found)];
}

function isNegator(located: LocatedText, index: number): boolean {
  const word = located.words[index]?.word ?? "";
  const next = located.words[index + 1]?.word ?? "";
  if (/^(?:no|without|avoid|exclude|excluding)$/.test(word))
    return next !== "longer" && next !== "one";
  if (word === "free") return next === "of";
  return word === "not" && next !== "only" && !determiners.has(next);
}

/** "no people, clouds or cars": a comma carries on towards an "or". */
function continues(located: LocatedText, comma: number): boolean {
  if (located.words[comma]?.word !== ",") return false;
  const end = phraseEnd(located, comma + 1);
  return /^(?:or|nor)$/.test(located.words[end]?.word ?? "");
}

function phraseEnd(located: LocatedText, first: number): number {
  let end = first;
  while (end < located.words.length && end - first < MAXIMUM_WORDS) {
    const word = located.words[end]?.word ?? "";
    if (isFunctionWord(word) && !(end === first && word === "of")) break;
    end += 1;
  }
  return end;
}

function textBetween(located: LocatedText, first: number, end: number): string {
  return located.text
    .slice(located.words[first]?.start ?? 0, located.words[end - 1]?.end ?? 0)
    .replace(/^(?:of|any|an?|the)\s+/i, "")
    .toLowerCase();
}
