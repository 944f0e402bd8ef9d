import { colourLexicon } from "./lexicon/colours.ts";

/** What colours are named after, each with the colours that it is said of: "midnight blue". */
const namesakes = new Map(
  Object.entries({
    midnight: "blue black navy indigo",
    night: "blue black",
    dawn: "pink rose blue gold",
    morning: "gold blue",
    sunrise: "orange pink red gold yellow peach coral",
    sunset: "orange pink red gold yellow peach coral purple",
    dusk: "blue purple pink violet rose",
    twilight: "blue purple violet indigo",
    sun: "yellow gold",
    moon: "white silver grey gray",
    sky: "blue",
    cloud: "white grey gray",
    storm: "grey gray blue",
    rain: "grey gray",
    fog: "grey gray white",
    mist: "grey gray white blue green",
    smoke: "grey gray black",
    snow: "white",
    ice: "blue white",
    frost: "white blue",
    spring: "green",
    autumn: "red orange gold brown",
    winter: "white blue",
    sea: "green blue turquoise",
    ocean: "blue green turquoise teal",
    lagoon: "blue turquoise",
    lake: "blue",
    river: "blue green",
    forest: "green",
    jungle: "green",
    meadow: "green",
    grass: "green",
    leaf: "green",
    moss: "green",
    desert: "beige yellow brown",
    sand: "beige brown yellow gold",
    stone: "grey gray",
    mountain: "blue grey gray",
    volcano: "red",
    lava: "red orange",
    fire: "red orange",
    flame: "red orange",
    rose: "red pink",
    poppy: "red",
  }).map(([word, colours]) => [word, colours.split(" ")] as const),
);
/** "at sunset orange clouds": these words show that it is meant itself. */
const pointers: ReadonlySet<string> = new Set("at the this that by until before after".split(" "));
/** "a palette of sand and cream", "sand tones": where only colours stand. */
const colourNouns =
  /^(?:tones?|hues?|tints?|shades?|palettes?|colou?rs?|colou?red|tinted|hued|toned)$/;

/**
 * Marks the words of a prompt that only name a colour: "midnight blue" is no midnight, "forest
 * green" no forest, and in "a palette of sand and cream" nobody stands in the sand.
 */
export function markColourNames(words: readonly string[]): boolean[] {
  const marked: boolean[] = [];
  let inPalette = false;
  words.forEach((word, position) => {
    const next = words[position + 1] ?? "";
    const colours = namesakes.get(word);
    const isOfPalette = word === "of" && colourNouns.test(words[position - 1] ?? "");
    inPalette =
      isOfPalette ||
      (inPalette &&
        (/^(?:and|,)$/.test(word) || colours !== undefined || Object.hasOwn(colourLexicon, word)));
    const isShade = colours?.includes(next) === true;
    const isPointed = isShade && pointers.has(words[position - 1] ?? "");
    marked.push(
      colours !== undefined && !isPointed && (isShade || colourNouns.test(next) || inPalette),
    );
  });
  return marked;
}
