import { adjectiveKind, adjectiveKinds } from "./adjective-kinds.ts";
import { isHyphenated, type LocatedText } from "./located-text.ts";
import type { NounPhrase } from "./noun-phrase.ts";

/** Where a new adjective goes in a phrase: behind those that come before it, before the noun's own words. */
export function adjectivePlace(
  located: LocatedText,
  phrase: NounPhrase,
  adjective: string,
): number {
  const kind = adjectiveKind(adjective.split(" ").at(-1)?.toLowerCase() ?? "") ?? "quality";
  const rank = adjectiveKinds.indexOf(kind);
  let place = located.words[phrase.core]?.start ?? phrase.start;
  for (let index = phrase.core - 1; index >= phrase.first; index -= 1) {
    const entry = located.words[index];
    if (entry === undefined || entry.start < phrase.adjectivesAt) break;
    if (entry.word === "and" || entry.word === ",") continue;
    const compound = located.terms.some(
      (term) =>
        term.group === "style" && term.wordCount > 1 && term.first <= index && term.last >= index,
    );
    const before = adjectiveKind(entry.word);
    const stays =
      !compound &&
      before !== null &&
      !isHyphenated(located, entry) &&
      (adjectiveKinds.indexOf(before) < rank || (before === kind && kind !== "make"));
    if (stays) break;
    place = entry.start;
  }
  return place;
}
