import { determiners, isFunctionWord } from "../text/grammar-words.ts";
import type { FoundName } from "../text/find-names.ts";
import type { LocatedText } from "../text/located-text.ts";
import { nounPhraseAround } from "../text/noun-phrase.ts";
import { namesThing, terrainTerms } from "./scene-terms.ts";
import { isIndoorVenue, isOutdoorVenue, namedVenues } from "./venues.ts";

/** Where a scene is set, in the text's own words; `first` and `last` are word indices. */
export type FoundScene = { text: string; first: number; last: number };

const placePrepositions =
  /^(?:in|inside|at|through|within|across|around|into|on|onto|over|along|down|up|above|under|near|by|beside|outside|off|past|towards?|from)$/;
/** What stands in a room and is no place itself. */
const furnishing =
  /^(?:sofa|couch|armchair|bathtub|stove|oven|wok|pan|skillet|pot|fireplace|belt|stage light|catwalk|microscope)s?$/;
/** What holds things: something is in it, but no scene is set there. */
const containers =
  /^(?:baskets?|bowls?|cups?|mugs?|glass|glasses|bottles?|jars?|box|boxes|crates?|bags?|buckets?|vases?|pots?|pans?|woks?|plates?|trays?|drawers?|pockets?|cages?|nests?|microscopes?|telescopes?|binoculars|suits?|dress|dresses|uniforms?|coats?|hats?|gloves?|masks?|armou?r|costumes?|hair|chairs?|wheelchairs?|saddles?|cauldrons?|blankets?|cream|sauce|milk|oil|surface|anvil|bench|workbench|easel|loom|wheel|keyboard|unison|silence|harmony|line|row|circles?|beams?|shafts?|rays?|piles?|puddles?|progress|bloom)$/;

/** Where one may be, and what one may look at. */
const structures = /\b(?:bridges?|balcony|balconies|piers?|towers?)$/;

export const isContainer = (noun: string): boolean => containers.test(noun);

/** The place that a preposition leads to ("in a valley"), else one that stands by itself. */
export function findScene(
  located: LocatedText,
  names: readonly FoundName[],
): FoundScene | undefined {
  const terrains = terrainTerms(located).map(({ first, last }) => {
    const phrase = nounPhraseAround(located, first, last);
    return sceneOf(located, first, Math.max(phrase.last, last), phrase.first);
  });
  const venues = namedVenues(located)
    .filter(
      ({ name, last }) =>
        (isIndoorVenue(name) || isOutdoorVenue(name)) &&
        !furnishing.test(located.words[last]?.word ?? ""),
    )
    .filter(({ first }) => !isNegated(located, first))
    .filter(({ first, last }) => {
      const phrase = nounPhraseAround(located, first, last);
      return phrase.last === last || !namesThing(located, phrase.last);
    })
    .map(({ first, last }) => {
      const phrase = nounPhraseAround(located, first, last);
      return { ...sceneOf(located, phrase.core, phrase.last, phrase.first), isVenue: true };
    })
    .map((venue) => ({ ...venue, text: withAdjectives(located, venue) }))
    // "hands a package to a balcony" does not take place there.
    .filter(({ isLed, opens }) => isLed || opens);
  const others = names
    .filter(({ place, text }) => place && !isContainer(text.split(" ").at(-1) ?? ""))
    // "in her garden" is a place, "around her veil" is none.
    .filter(
      ({ phrase }) =>
        !/^(?:his|her|its|their)$/.test(located.words[phrase.first]?.word ?? "") ||
        /^(?:in|inside|through)$/.test(located.words[phrase.first - 1]?.word ?? ""),
    )
    .map(({ phrase, text }) => ({
      text,
      first: phrase.first,
      last: phrase.last,
      isLed: true,
      opens: false,
    }));
  const all = [...onTheMoon(located), ...terrains, ...venues, ...others].toSorted(
    (a, b) => a.first - b.first,
  );
  return all.find(({ isLed, opens, text }) => isLed || (opens && !structures.test(text))) ?? all[0];
}

/** The moon is in the sky, unless somebody stands on it. */
function onTheMoon(located: LocatedText): (FoundScene & { isLed: boolean; opens: boolean })[] {
  return located.words.flatMap(({ word }, index) =>
    word === "moon" && /^(?:on|onto)$/.test(located.words[index - 2]?.word ?? "")
      ? [{ text: word, first: index - 1, last: index, isLed: true, opens: false }]
      : [],
  );
}

function sceneOf(located: LocatedText, core: number, last: number, first: number) {
  const before = located.words[first - 1]?.word ?? "";
  return {
    text: located.text
      .slice(located.words[core]?.start ?? 0, located.words[last]?.end ?? 0)
      .toLowerCase(),
    first,
    last,
    isLed: placePrepositions.test(before),
    opens: before === "" || /^[.,;:]$/.test(before),
  };
}

/** "in a bright warehouse": how the place is belongs to its name. */
function withAdjectives(
  located: LocatedText,
  { first, last }: { first: number; last: number },
): string {
  let start = first;
  while (start < last && determiners.has(located.words[start]?.word ?? "")) start += 1;
  return located.text
    .slice(located.words[start]?.start ?? 0, located.words[last]?.end ?? 0)
    .replace(/\s(?:late|early|alone|tonight)$/i, "")
    .toLowerCase();
}

function isNegated(located: LocatedText, index: number): boolean {
  for (let back = index - 1; back >= 0 && back > index - 4; back -= 1) {
    const word = located.words[back]?.word ?? "";
    if (/^(?:no|not|without)$/.test(word)) return true;
    if (isFunctionWord(word)) return false;
  }
  return false;
}
