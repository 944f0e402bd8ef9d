import type { Weather } from "#contracts/prompt/scene-description.ts";
import {
  determiners,
  isAdjective,
  isFiniteVerb,
  isParticiple,
  isPreposition,
} from "../text/grammar-words.ts";
import {
  isHyphenated,
  surfaceOf,
  termsOf,
  type LocatedTerm,
  type LocatedText,
} from "../text/located-text.ts";
import { nounPhraseAround } from "../text/noun-phrase.ts";

/** The terms that tell where a scene is: not parts of names ("sea turtle"), nor verbs ("building a raft"). */
export function terrainTerms(located: LocatedText): LocatedTerm[] {
  const subjects = termsOf(located, "subject");
  return termsOf(located, "terrain").filter((term) => {
    const surface = surfaceOf(located, term).toLowerCase();
    const next = located.words[term.last + 1]?.word ?? "";
    const before = located.words[term.first - 1]?.word ?? "";
    if (isHyphenated(located, term)) return false;
    // "an old oak" is a tree before it is a wood, "a glass of water" no lake.
    if (subjects.some(({ first, last }) => term.first <= last && term.last >= first)) return false;
    if (
      isInhabitant(surface) ||
      isParticiple(surface) ||
      (surface.endsWith("ing") && determiners.has(next))
    )
      return false;
    const isMatter = /^(?:water|ink|liquid|sand|grass|wood|pattern|shape|data|ribbon)$/.test(
      surface,
    );
    if (isMatter && /^(?:of|in|into|with|from)$/.test(before)) return false;
    const phrase = nounPhraseAround(located, term.first, term.last);
    return phrase.last === term.last || !isPartOfName(located, phrase);
  });
}

/** What weather does: "snow falls", "fog rolls in". */
const weatherVerbs = /^(?:falls?|pours?|blows?|rolls?|drifts?|swirls?|rages?|settles?|clears?)$/;

/** The terms that tell the weather: neither parts of names ("rain coat") nor what is only wet. */
export function weatherTerms(located: LocatedText): LocatedTerm[] {
  return termsOf(located, "weather").filter((term) => {
    const surface = surfaceOf(located, term).toLowerCase();
    const before = located.words[term.first - 1]?.word ?? "";
    if (isHyphenated(located, term)) return false;
    const phrase = nounPhraseAround(located, term.first, term.last);
    const head = located.words[phrase.last]?.word ?? "";
    const isHead = phrase.last === term.last || weatherVerbs.test(head);
    // "blowing bubbles"
    if (surface === "blowing") return false;
    switch (term.name as Weather) {
      case "clear":
        return (
          /\bsk(?:y|ies)$|^sunny$/.test(surface) || (isScenic(located, phrase.last) && !isHead)
        );
      case "rain":
        // "wet clay", "a shower curtain": no rain falls there.
        if (/^(?:wet|shower|showers)$/.test(surface))
          return isScenic(located, phrase.last) && !isHead;
        break;
      case "fog":
        if (before === "heat") return false;
        break;
      default:
    }
    return isHead || isAdjective(surface) || isScenic(located, phrase.last);
  });
}

/** Whether a noun phrase's last word is a place, a time, the sky or weather itself. */
function isScenic(located: LocatedText, last: number): boolean {
  const word = located.words[last]?.word ?? "";
  return (
    /^(?:sk(?:y|ies)|weather|day|days|light|air|pavement|scene|landscape|atmosphere|clouds?|morning|afternoon|evening|night|season)$/.test(
      word,
    ) ||
    located.terms.some(
      ({ group, first, last: end }) =>
        /^(?:terrain|timeOfDay|weather|season)$/.test(group) && first <= last && end >= last,
    )
  );
}

/** "a lavender flower", "a deep sea anglerfish swimming": the place only says of which kind it is. */
export function isPartOfName(
  located: LocatedText,
  phrase: { first: number; last: number },
): boolean {
  if (namesThing(located, phrase.last)) return true;
  const before = located.words[phrase.first - 1]?.word ?? "";
  const after = located.words[phrase.last + 1]?.word ?? "";
  const does = isParticiple(after) || isFiniteVerb(after);
  return (
    !isPreposition(before) &&
    does &&
    !isScenic(located, phrase.last) &&
    !/^(?:path|trail|road|view|scene|floor|edge)$/.test(located.words[phrase.last]?.word ?? "")
  );
}

/** Words of places that are somebody or something there. */
export const isInhabitant = (word: string): boolean =>
  /^(?:divers?|scuba divers?|surfers?|submarines?|skyscrapers?)$/.test(word);

/** What stands at the end of "coral reef diver" or "lavender flower": something, not somewhere. */
export function namesThing(located: LocatedText, last: number): boolean {
  const word = located.words[last]?.word ?? "";
  return (
    located.terms.some(
      (term) => /^(?:subject|feature)$/.test(term.group) && term.first <= last && term.last >= last,
    ) || /(?:er|or|ist|man|woman|men|girl|boy|people|lights?|lighting)s?$/.test(word)
  );
}
