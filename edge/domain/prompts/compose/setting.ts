import { markColourNames } from "#contracts/prompt/colour-names.ts";
import { parsePrompt } from "#contracts/prompt/parse-prompt.ts";
import type {
  Mood,
  Season,
  Terrain,
  TimeOfDay,
  Weather,
} from "#contracts/prompt/scene-description.ts";
import { foldWord } from "#contracts/prompt/word-forms.ts";
import { markNegatedWords } from "#contracts/prompt/mark-negated-words.ts";
import { readToldTime } from "../reading/read-time.ts";
import { terrainTerms, weatherTerms } from "../reading/scene-terms.ts";
import { namesCamera } from "../text/layout.ts";
import { locate, surfaceOf, termsOf, type LocatedText } from "../text/located-text.ts";
import { readMotion, type Motion } from "./motion.ts";
import { findSubject, type FoundSubject } from "./subject-families.ts";
import {
  findVenues,
  namedVenues,
  isIndoorVenue,
  isOutdoorVenue,
  type VenueName,
} from "../reading/venues.ts";

/** What surrounds a scene and decides which light, weather and camera can be there. */
export type Realm = "outdoors" | "indoors" | "underwater" | "space" | "abstract" | "unplaced";

/** What a prompt tells of its scene: everything that is added to it must fit this. */
export type Setting = {
  realm: Realm;
  venue: VenueName | null;
  terrains: readonly Terrain[];
  time: TimeOfDay | null;
  weathers: readonly Weather[];
  season: Season | null;
  moods: readonly Mood[];
  subject: FoundSubject | null;
  motion: Motion | null;
  /** Filmed from near by: hands, food, a product, a portrait, a close-up. */
  isClose: boolean;
  /** Filmed from afar: a landscape, an aerial view. */
  isWide: boolean;
  /** Nobody is there, or nobody is to be seen. */
  isEmpty: boolean;
  /** It says what is in the sky. */
  isSkyTold: boolean;
  /** It says itself by what it is lit. */
  isLit: boolean;
  isDark: boolean;
  /** Snow or ice is there, or belongs there. */
  isCold: boolean;
  isMonochrome: boolean;
  isStyled: boolean;
  /** It says itself how it is filmed. */
  isFilmed: boolean;
  colours: ReadonlySet<string>;
  /** Folded words that are not to be seen. */
  excluded: ReadonlySet<string>;
};

const lightWords =
  /\b(?:\p{L}*lit|\p{L}*lights?|lighting|\p{L}*light|lamps?|glow\p{L}*|candles?|sparks?|sun|sunny|sunbeams?|moon|neon|lanterns?|flames?|fire|fireworks|campfire|bonfire|aurora|shadows?|silhouettes?|silhouetted|strobes?|lava|lightning|laser|lasers|burning)\b/iu;
const nightSky: readonly string[] = ["moon", "stars", "aurora", "fireworks", "meteors", "galaxy"];
const skyWords =
  /\b(?:sk(?:y|ies)|clouds?|stars?|starry|milky way|moon|aurora|northern lights|rainbow|comets?|meteors?|constellations?)\b/i;
const closeWords =
  /\b(?:close[- ]?ups?|macro|portrait|hands|fingers?|eyes|human face|lips|tabletop|product shot|petals?|droplets?|raindrops?|snowflakes?|(?:wrist|pocket |luxury )watch|(?:wedding|diamond) ring|details? of)\b/i;
const coldWords =
  /\b(?:snow\p{L}*|ice|icy|iceberg|frozen|frost\p{L}*|glacier|ski\p{L}*|polar|arctic|penguins?|winter|blizzard|sled\p{L}*)\b/iu;
const wideWords =
  /\b(?:aerial|wide|drone|panorama|panoramic|landscape|skyline|vista|bird'?s[- ]eye|from above)\b/i;

/** Where day and weather do not reach. */
export const isElsewhere = (prompt: string): boolean =>
  ["underwater", "space", "abstract"].includes(readSetting(prompt).realm);

/** Reads what a prompt tells of its scene. */
export function readSetting(prompt: string): Setting {
  const located = locate(prompt);
  const scene = parsePrompt(prompt);
  const shown = withoutColourNames(located);
  const found = findVenues(located);
  const subject = findSubject(located, namedVenues(located));
  const venues = found.map(({ name }) => name);
  // A building may be looked at from either side, and stand anywhere.
  const places = terrainTerms(located).filter(
    (term) => !/^(?:buildings?|offices?)$/i.test(surfaceOf(located, term)),
  );
  const terrains = [...new Set(places.map(({ name }) => name as Terrain))];
  const weathers = [...new Set(weatherTerms(located).map(({ name }) => name as Weather))];
  // A "deep sea fish" is in the deep sea, though no place is named.
  const isUnderwater = termsOf(located, "terrain").some(
    (term) => term.name === "underwater" && !/^submarines?$/i.test(surfaceOf(located, term)),
  );
  const season = scene.season ?? null;
  const time = readToldTime(located)?.name ?? null;
  const realm = readRealm({
    text: shown,
    terrains,
    weathers,
    subject,
    venues,
    isUnderwater,
    season,
    time,
  });
  const motion = readMotion(located, subject === null ? 0 : subject.last + 1);
  const venue = chooseVenue(realm, venues, subject);
  const isNight = time === null && scene.features.some((one) => nightSky.includes(one));
  const negated = markNegatedWords(located.words.map(({ word }) => word));
  return {
    realm,
    venue,
    terrains,
    time: realm === "outdoors" && isNight ? "night" : time,
    weathers,
    season,
    moods: scene.moods,
    subject,
    motion,
    isClose: closeWords.test(shown) || venue === "table" || venue === "product",
    isWide: wideWords.test(shown),
    isEmpty: /\b(?:empty|deserted|abandoned|minimalist|(?:no|without) people)\b/i.test(prompt),
    isSkyTold: skyWords.test(shown),
    isLit: lightWords.test(shown),
    isDark: /\b(?:dark|darkness|night|midnight|dim|unlit|shadowy|black background)\b/i.test(shown),
    isCold: weathers.includes("snow") || terrains.includes("snowfield") || coldWords.test(shown),
    isMonochrome: scene.styles.includes("monochrome"),
    isStyled: scene.styles.length > 0,
    isFilmed: namesCamera(prompt),
    colours: new Set(termsOf(located, "colour").map(({ name }) => name)),
    excluded: new Set(
      located.words.filter((_, index) => negated[index]).map(({ word }) => foldWord(word)),
    ),
  };
}

/** The text without the times, places and weathers that only name its colours. */
function withoutColourNames({ text, words }: LocatedText): string {
  const marked = markColourNames(words.map(({ word }) => word));
  let end = 0;
  const parts = words.flatMap((one, index) => {
    if (marked[index] !== true) return [];
    const part = text.slice(end, one.start);
    ({ end } = one);
    return [part];
  });
  return parts.join("") + text.slice(end);
}

function readRealm({
  text,
  terrains,
  weathers,
  subject,
  venues,
  isUnderwater,
  season,
  time,
}: Pick<Setting, "terrains" | "weathers" | "subject" | "season" | "time"> & {
  text: string;
  venues: readonly VenueName[];
  isUnderwater: boolean;
}): Realm {
  if (/\b(?:white|black|gr[ae]y|plain|seamless|solid) (?:back(?:ground|drop))\b/i.test(text))
    return "unplaced";
  const isBelow = venues.some(isIndoorVenue) ? terrains.includes("underwater") : isUnderwater;
  if (isBelow || /\bunderwater\b/i.test(text)) return "underwater";
  const inSpace = terrains.includes("space") || terrains.includes("planet");
  if (
    inSpace ||
    /\borbit(?:s|ing)?\b|\bweightless\b|\bzero gravity\b|\bon the moon\b|\b(?:mars|martian|venus|lunar)\b/i.test(
      text,
    )
  )
    return "space";
  const outdoors =
    terrains.some((terrain) => terrain !== "abstract" && terrain !== "lake") ||
    (terrains.includes("lake") && !venues.some(isIndoorVenue)) ||
    venues.some(isOutdoorVenue);
  const underSky =
    weathers.length > 0 || season !== null || skyWords.test(text) || /\bsun\b/i.test(text);
  if (venues.some(isIndoorVenue) && !(outdoors && underSky)) return "indoors";
  if (subject?.family.habitat === "space" && !outdoors) return "space";
  if (
    subject?.family.habitat === "water" &&
    weathers.length === 0 &&
    time === null &&
    !venues.some(isOutdoorVenue)
  )
    return "underwater";
  if (terrains.includes("abstract") && subject === null) return "abstract";
  const isTabled = venues.some((name) => name === "table" || name === "product");
  if (outdoors || (underSky && !isTabled) || subject?.family.habitat === "outdoors")
    return "outdoors";
  return "unplaced";
}

/** The place that surrounds what is filmed; a thing on a table is one only where nobody is about. */
function chooseVenue(
  realm: Realm,
  venues: readonly VenueName[],
  subject: FoundSubject | null,
): VenueName | null {
  const isAbout = subject === null || /^(?:hands?|fingers)$/.test(subject.noun);
  const things = venues.filter((name) => name === "table" || name === "product");
  const isThing = isAbout && (realm === "indoors" || realm === "unplaced");
  const around = venues.find(
    (name) =>
      (isIndoorVenue(name) && realm === "indoors") ||
      (isOutdoorVenue(name) && realm === "outdoors"),
  );
  return (isThing ? things[0] : undefined) ?? around ?? null;
}
