import {
  determiners,
  isAdjective,
  isFiniteVerb,
  isFunctionWord,
  isNumberWord,
  isParticiple,
} from "./grammar-words.ts";
import { isColour } from "./adjective-kinds.ts";
import { isPlural } from "./inflection.ts";
import { layOut, namesCamera } from "./layout.ts";
import { isHyphenated, type LocatedText } from "./located-text.ts";
import { nounPhraseAround, type NounPhrase } from "./noun-phrase.ts";

/** A noun phrase that the lexicon does not know; `place`: the scene is set in it. */
export type FoundName = { first: number; phrase: NounPhrase; text: string; place: boolean };

/** Parts and looks of a picture: they name nothing that is in it. */
const pictureWords = new Set(
  "camera scene view shot frame image picture video clip background foreground middle distance side edge top bottom front back light lighting day time moment way style look mood atmosphere tone tones palette colours colors detail quality camera lens focus motion speed angle perspective air kind sort lot bit piece part end start left right center centre".split(
    " ",
  ),
);
const clothes =
  /^(?:dress|dresses|coat|coats|suit|suits|hat|hats|jacket|jackets|uniform|uniforms|scrubs|shirt|jersey|robe|gown|skirt|kimono|apron|armou?r|vest|vests|helmet|helmets|boots|shoes|scarf|cloak|costume|sweater|hoodie|jeans|tuxedo|sari|veil|mask|masks|makeup|gloves|glasses|swimsuit|wetsuit|spacesuit|raincoat|cape|overalls|outfit|clothes|clothing|fog|silence|unison|formation|motion|style|tones?)$/;
const placePrepositions = /^(?:in|inside|at|through|within|across|around|into)$/;
/** Terms that stand before a noun and say how it is. */
const describing: ReadonlySet<string> = new Set(["mood", "colour"]);
/** Terms beside which, in one phrase, nothing else is named: "birds scatter", "mountain pass". */
const ofOwn: ReadonlySet<string> = new Set(["subject", "terrain"]);
const MAXIMUM_NAMES = 8;

/**
 * Nouns that no word of the lexicon covers, where grammar shows that they are nouns: after a
 * determiner, a number, a preposition, "and", a participle, or where the text begins.
 */
export function findNames(located: LocatedText): FoundName[] {
  const { words, terms } = located;
  const { tags } = layOut(located.text);
  const found: FoundName[] = [];
  let next = 0;
  let end = 0;
  for (let index = 0; index < words.length && found.length < MAXIMUM_NAMES; index += 1) {
    if (index < next || !mayBeNoun(words[index]?.word ?? "")) continue;
    const phrase = nounPhraseAround(located, index, index);
    next = phrase.last + 1;
    const head = words[phrase.last]?.word ?? "";
    const known =
      phrase.first < end ||
      terms.some(
        ({ first, last, group }) =>
          last >= (ofOwn.has(group) ? phrase.first : phrase.last) &&
          first <= phrase.last &&
          !describing.has(group) &&
          // "a drone delivering a package" is no drone shot.
          (group !== "camera" || namesCamera(located.text.slice(phrase.start, phrase.end))),
      );
    const half = isHyphenated(located, words[phrase.last] ?? phrase);
    const said = tags.some(({ start, end }) => phrase.start >= start && phrase.end <= end);
    if (
      known ||
      said ||
      half ||
      pictureWords.has(head) ||
      pictureWords.has(words[phrase.core]?.word ?? "") ||
      !mayBeNoun(head) ||
      !isNoun(located, phrase)
    )
      continue;
    end = next;
    const before = words[phrase.first - 1]?.word ?? "";
    const opening = words[phrase.first]?.word ?? "";
    found.push({
      first: phrase.first,
      phrase,
      text: located.text
        .slice(phrase.start, phrase.end)
        .replace(/^(?:an?|the|his|her|its|their|my|our)\s+/i, "")
        .toLowerCase(),
      place:
        placePrepositions.test(before) &&
        phrase.first > 1 &&
        !clothes.test(head) &&
        !/^(?:windows?|doors?|doorway|glass|lens|mirror|hands?|arms?|air|mouth)$/.test(head) &&
        (determiners.has(opening) || /^\p{Lu}/u.test(located.text.slice(phrase.start))),
    });
  }
  return found;
}

function mayBeNoun(word: string): boolean {
  return (
    word.length > 2 &&
    !isFunctionWord(word) &&
    !determiners.has(word) &&
    !isNumberWord(word) &&
    !isAdjective(word) &&
    !isColour(word) &&
    !isFiniteVerb(word) &&
    !word.endsWith("ly") &&
    !/^\d/.test(word)
  );
}

/** Words that stand behind a noun are as often its verb ("birds scatter"): those are left out. */
function isNoun(located: LocatedText, phrase: NounPhrase): boolean {
  const { words } = located;
  const opening = words[phrase.first]?.word ?? "";
  if (opening === "no") return false;
  if (determiners.has(opening) || isNumberWord(opening) || phrase.first === 0) return true;
  const before = words[phrase.first - 1]?.word ?? "";
  if (/^(?:no|without)$/.test(before)) return false;
  if (before === ",") return isPlural(words[phrase.last]?.word ?? "");
  return isFunctionWord(before) || isParticiple(before) || isFiniteVerb(before);
}
