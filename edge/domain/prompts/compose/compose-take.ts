import type { Season, Weather } from "#contracts/prompt/scene-description.ts";
import { camerasFor } from "./cameras.ts";
import type { Chooser } from "./detail-chooser.ts";
import { createFit, type Fit } from "./fits.ts";
import {
  hasDiffuseSky,
  lightsFor,
  seasonPhrases,
  timeAtmosphere,
  timeLight,
  weatherPhrases,
} from "./light.ts";
import { placesFor } from "./places.ts";
import { fittingDetails } from "./scene-pool.ts";
import { readSetting, type Setting } from "./setting.ts";
import { moodsFor, stylesFor, tonePalettes, tonesFor, type Tone } from "./tones.ts";
import type { Additions } from "./write-out.ts";

type Aspect = "light" | "weather" | "season" | "detail" | "mood" | "palette" | "style" | "camera";
/** One way to film a prompt: a tone, what is added in it, and where, if the prompt names no place. */
export type Take = Additions & {
  tone: Tone;
  place: string | undefined;
  aspects: readonly Aspect[];
};

/** A take shows the scene in another look … */
const looks: readonly Aspect[] = ["light", "weather", "season", "mood", "palette"];
/** … and in another way. */
const ways: readonly Aspect[] = ["detail", "camera", "style"];
const clauseAspects: readonly Aspect[] = ["weather", "season", "light", "detail"];
const ASPECTS_OF_TAKE = 3;
/** A short prompt takes one aspect more. */
const SHORT_WORDS = 8;

/** What all takes of one prompt have in common. */
export type Ground = {
  tones: readonly Tone[];
  places: readonly string[];
  fit: Fit;
  aspectsWanted: number;
};

/** Reads what takes of a prompt can be made of. */
export function prepareTakes(prompt: string): Ground {
  const fit = createFit(readSetting(prompt), prompt);
  const isShort = prompt.split(" ", SHORT_WORDS + 1).length <= SHORT_WORDS;
  return {
    tones: tonesFor(fit),
    places: placesFor(prompt, fit),
    fit,
    aspectsWanted: ASPECTS_OF_TAKE + (isShort ? 1 : 0),
  };
}

/** Composes a take unlike the ones before: a tone, aspects and words that were used least. */
export function composeTake(
  { tones, places, fit: ground, aspectsWanted }: Ground,
  before: readonly Take[],
  chooser: Chooser,
): Take {
  const usedTones = before.map((take) => take.tone);
  const tone = leastUsed(tones, usedTones, chooser) ?? "soft";
  const usedPlaces = before.flatMap((take) => take.place ?? []);
  const place = leastUsed(places, usedPlaces, chooser);
  const used = before.flatMap((take) => [...take.clauses, ...take.tags]);
  const usedAspects = before.flatMap((take) => take.aspects);
  const take = {
    tone,
    place,
    aspects: [] as Aspect[],
    clauses: [] as string[],
    tags: [] as string[],
  };
  let fit = place === undefined ? ground : ground.after(place);
  const isNew = (aspect: Aspect): boolean => !take.aspects.includes(aspect);
  const pickOne = (among: readonly Aspect[], isOpen = isNew): boolean => {
    const wordsOf = new Map(
      among
        .filter((aspect) => isOpen(aspect) && goesWith(aspect, take.aspects))
        .map((aspect) => [aspect, wordsFor(aspect, tone, fit)] as const)
        .filter(([, words]) => words.length > 0),
    );
    const aspect = leastUsed([...wordsOf.keys()], usedAspects, chooser);
    if (aspect === undefined) return false;
    const phrase = leastUsed(wordsOf.get(aspect) ?? [], used, chooser) ?? "";
    take.aspects.push(aspect);
    (clauseAspects.includes(aspect) ? take.clauses : take.tags).push(phrase);
    fit = fit.after(phrase, withAspect(fit.setting, aspect, phrase));
    return true;
  };
  pickOne(looks);
  pickOne(ways);
  while (take.aspects.length < aspectsWanted && pickOne([...looks, ...ways]));
  // Where nothing else is open, there is still one detail more to see.
  if (take.aspects.length < aspectsWanted) pickOne(["detail"], () => true);
  return take;
}

/** Aspects that say the same or contradict each other are not in one take. */
function goesWith(aspect: Aspect, others: readonly Aspect[]): boolean {
  const either: readonly (readonly Aspect[])[] = [
    ["weather", "season"],
    ["weather", "light"],
    ["palette", "style"],
  ];
  return either.every(
    (pair) => !pair.includes(aspect) || !others.some((other) => pair.includes(other)),
  );
}

function wordsFor(aspect: Aspect, tone: Tone, fit: Fit): readonly string[] {
  const { setting, isAllowed } = fit;
  const palette = tonePalettes[tone];
  switch (aspect) {
    case "light":
      return lightWords(tone, fit);
    case "weather":
      return (takesWeather(setting) ? palette.weathers : [])
        .filter((weather) => isWeatherThere(weather, fit))
        .flatMap((weather) => weatherPhrases[weather])
        .filter(isAllowed);
    case "season":
      return (takesSeason(fit) ? palette.seasons : [])
        .filter((season) => season !== "winter" || takesSnow(fit))
        .flatMap((season) => seasonPhrases[season])
        .filter(isAllowed);
    case "detail":
      return fittingDetails(fit)
        .slice(0, 2)
        .flatMap(({ details }) => details);
    case "mood":
      return moodsFor(tone, fit);
    case "palette":
      return setting.colours.size > 0 || setting.isMonochrome || setting.isStyled
        ? []
        : palette.palettes.filter(isAllowed);
    case "style":
      return stylesFor(setting).filter(isAllowed);
    case "camera":
      return setting.isFilmed ? [] : camerasFor(fit);
  }
}

function lightWords(tone: Tone, { setting, says, fits, isAllowed }: Fit): readonly string[] {
  const { realm, time, isLit, venue } = setting;
  if (time !== null)
    return realm === "outdoors" || realm === "unplaced" ? timeAtmosphere[time].filter(fits) : [];
  if (isLit || (realm === "outdoors" && hasDiffuseSky(setting))) return [];
  if (realm === "outdoors" && venue !== "arena")
    return tonePalettes[tone].times
      .filter((name) => name !== "night" || !says(boundToDay))
      .flatMap((name) => timeLight[name])
      .filter(isAllowed);
  const isWithin = realm === "indoors" || realm === "unplaced";
  return (isWithin ? tonePalettes[tone].lights : lightsFor(setting)).filter(isAllowed);
}

const takesWeather = ({ realm, venue, weathers, time, isLit, isSkyTold }: Setting): boolean =>
  realm === "outdoors" &&
  venue !== "arena" &&
  weathers.length === 0 &&
  !isLit &&
  !isSkyTold &&
  (time === null || /dawn|dusk|night/.test(time));

function isWeatherThere(weather: Weather, fit: Fit): boolean {
  const { setting } = fit;
  if (weather === "snow") return takesSnow(fit);
  if (weather === "rain" || weather === "fog")
    return !setting.terrains.includes("desert") && !(weather === "rain" && setting.isCold);
  return true;
}

const takesSeason = ({ setting, says }: Fit): boolean =>
  setting.realm === "outdoors" &&
  setting.season === null &&
  setting.weathers.length === 0 &&
  setting.terrains.some((terrain) => landWithSeasons.has(terrain)) &&
  !says(boundToSeason);
const takesSnow = ({ setting, says }: Fit): boolean =>
  !setting.terrains.some((terrain) => warmTerrains.has(terrain)) && !says(boundToSeason);
const landWithSeasons: ReadonlySet<string> = new Set(
  "mountains lake river city village forest meadow hills road".split(" "),
);
const warmTerrains: ReadonlySet<string> = new Set(
  "desert jungle beach island volcano sea field meadow canyon sky".split(" "),
);
/** What is seen in one part of the year, or in one part of the world only. */
const boundToSeason =
  /\b(?:flowers?|\p{L}*flowers?|bloom\p{L}*|blossoms?|petals?|lavender|tulips?|wheat|corn\p{L}*|harvest|grass\p{L}*|green|leaves|foliage|snow\p{L}*|ic[ey]\p{L}*|frozen|frost\p{L}*|glacier|ski\p{L}*|palms?|tropical|camels?|elephants?|lions?|zebras?|giraffes?|swim\p{L}*|bees?|butterfl\p{L}+|barefoot|dress|shorts|swimsuits?|tortoises?|snakes?|lizards?|frogs?|crocodiles?|bears?|picnic|summer|winter|spring|autumn|sunny|hot|heat|lava|christmas|festival)\b/iu;

/** What is seen and done by day. */
const boundToDay =
  /\b(?:bees?|bumblebees?|butterfl\p{L}+|pollen|flowers?|\p{L}*flowers?|sandcastles?|picnic|kids|children|playground|school|farmers?|tractor|harvest\p{L}*|ski\p{L}*|surf\p{L}*|sunbath\p{L}*|graz\p{L}*|rainbow)\b/iu;

function withAspect(setting: Setting, aspect: Aspect, phrase: string): Setting {
  if (aspect === "weather") {
    const weather = keyOf<Weather>(weatherPhrases, phrase);
    return weather === undefined ? setting : { ...setting, weathers: [weather] };
  }
  if (aspect === "season") {
    const season = keyOf<Season>(seasonPhrases, phrase);
    return season === undefined ? setting : { ...setting, season };
  }
  const time = aspect === "light" ? keyOf(timeLight, phrase) : undefined;
  return time === undefined
    ? setting
    : { ...setting, time, isDark: setting.isDark || time === "night" };
}

function keyOf<Name extends string>(
  table: Readonly<Record<Name, readonly string[]>>,
  phrase: string,
): Name | undefined {
  return (Object.keys(table) as Name[]).find((name) => table[name].includes(phrase));
}

/** Of the items used least so far, the one that the chooser takes. */
function leastUsed<Item extends string>(
  items: readonly Item[],
  used: readonly string[],
  chooser: Chooser,
): Item | undefined {
  const count = (item: Item): number => used.filter((one) => one === item).length;
  const least = Math.min(...items.map(count));
  return chooser.pickAny(
    items.join(),
    items.filter((item) => count(item) === least),
  );
}
