import type { Weather } from "#contracts/prompt/scene-description.ts";
import { determiners, isAdjective, isParticiple, isPreposition } from "../text/grammar-words.ts";
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
  return termsOf(located, "terrain").filter((term) => {
    const surface = surfaceOf(located, term).toLowerCase();
    const next = located.words[term.last + 1]?.word ?? "";
    const before = located.words[term.first - 1]?.word ?? "";
    if (isHyphenated(located, term)) return false;
    // "depth of field", "dust particles"
    if (before === "of" && /^(?:depth|field)$/.test(located.words[term.first - 2]?.word ?? ""))
      return false;
    if (/^particles?$/.test(surface) && before !== "" && !isAdjective(before)) return false;
    // "bees swirl around her"
    if (/^swirls?$/.test(surface) && isPreposition(next) && next !== "of") return false;
    // "an old oak" is a tree before it is a wood, "a glass of water" no lake.
    for (let index = term.first; index <= term.last; index += 1)
      if (termsAt(located, index).some(({ group, negated }) => group === "subject" && !negated))
        return false;
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

const termsOfWords = new WeakMap<LocatedText, Map<number, LocatedTerm[]>>();

/** The terms that a word is part of. */
function termsAt(located: LocatedText, index: number): readonly LocatedTerm[] {
  let found = termsOfWords.get(located);
  if (found === undefined) {
    found = new Map();
    for (const term of located.terms)
      for (let at = term.first; at <= term.last; at += 1)
        found.set(at, [...(found.get(at) ?? []), term]);
    termsOfWords.set(located, found);
  }
  return found.get(index) ?? [];
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
    // "winds a clock"
    if (/^winds?$/.test(surface) && determiners.has(located.words[term.last + 1]?.word ?? ""))
      return false;
    switch (term.name as Weather) {
      case "clear":
        return (
          /\bsk(?:y|ies)$|^sunny$/.test(surface) ||
          /^(?:weather|days?|air|nights?|mornings?|evenings?|afternoons?)$/.test(head)
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

const sceneGroups = /^(?:terrain|timeOfDay|weather|season)$/;

/** Whether a noun phrase's last word is a place, a time, the sky or weather itself. */
function isScenic(located: LocatedText, last: number): boolean {
  const word = located.words[last]?.word ?? "";
  return (
    /^(?:sk(?:y|ies)|weather|day|days|light|air|pavement|scene|landscape|atmosphere|clouds?|morning|afternoon|evening|night|season)$/.test(
      word,
    ) || termsAt(located, last).some(({ group }) => sceneGroups.test(group))
  );
}

/** Nouns that are parts of a place: "a forest path", "the jungle canopy". */
const placeParts =
  /^(?:paths?|trails?|pass|passes|floor|edge|views?|scene|scenery|range|sides?|area|top|corners?|canopy|horizon|banks?|shores?|caves?|walls?|surface|depths|bed|air|life|landscape|front|plains?|tracks?|clearing|slopes?|terrain|bottom|bridge|markets?|stalls?|alleys?|districts?|lanes?|roads?|crossing|entrance|square|gate|pier|roofs?|rooftops?|terraces?|spray|foam|scape|backdrop)$/;

/** "a lavender flower", "mountain goats": the place only says of which kind it is. */
export function isPartOfName(
  located: LocatedText,
  phrase: { first: number; last: number },
): boolean {
  if (namesThing(located, phrase.last)) return true;
  const before = located.words[phrase.first - 1]?.word ?? "";
  const head = located.words[phrase.last]?.word ?? "";
  return !isPreposition(before) && !isScenic(located, phrase.last) && !placeParts.test(head);
}

/** Words of places that are somebody or something there. */
export const isInhabitant = (word: string): boolean =>
  /^(?:divers?|scuba divers?|surfers?|submarines?|skyscrapers?|sunflower|tulip|wildflower|pine|fir|spruce|redwood|birch|oak)$/.test(
    word,
  );

/** What stands at the end of "coral reef diver" or "lavender flower": something, not somewhere. */
export function namesThing(located: LocatedText, last: number): boolean {
  const word = located.words[last]?.word ?? "";
  return (
    termsAt(located, last).some(({ group }) => /^(?:subject|feature)$/.test(group)) ||
    /(?:er|or|ist|ian|chef|man|woman|men|girl|boy|people|lights?|lighting)s?$/.test(word)
  );
}
