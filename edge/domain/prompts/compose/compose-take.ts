import type { Season, Weather } from "#contracts/prompt/scene-description.ts";
import { camerasFor } from "./cameras.ts";
import type { Chooser } from "./detail-chooser.ts";
import { fits, isAllowed } from "./fits.ts";
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
import type { Setting } from "./setting.ts";
import { moodsFor, stylesFor, tonePalettes, tonesFor, type Tone } from "./tones.ts";
import type { Additions } from "./write-out.ts";

type Aspect = "light" | "weather" | "season" | "detail" | "mood" | "palette" | "style" | "camera";
/** One way to film a prompt: a tone, what is added in it, and where, if the prompt names no place. */
export type Take = Additions & { tone: Tone; place: string; aspects: readonly Aspect[] };

/** A take shows the scene in another look … */
const looks: readonly Aspect[] = ["light", "weather", "season", "mood", "palette"];
/** … and in another way. */
const ways: readonly Aspect[] = ["detail", "camera", "style"];
const clauseAspects: readonly Aspect[] = ["weather", "season", "light", "detail"];
const ASPECTS_OF_TAKE = 3;
/** A short prompt takes one aspect more. */
const SHORT_WORDS = 8;

/** Composes a take unlike the ones before: a tone, aspects and words that were used least. */
export function composeTake(
  prompt: string,
  setting: Setting,
  before: readonly Take[],
  chooser: Chooser,
): Take {
  const tone =
    leastUsed(
      tonesFor(setting, prompt),
      before.map((take) => take.tone),
      chooser,
    ) ?? "soft";
  const used = before.flatMap((take) => [...take.clauses, ...take.tags]);
  const usedAspects = before.flatMap((take) => take.aspects);
  const clauses: string[] = [];
  const tags: string[] = [];
  const aspects: Aspect[] = [];
  const place =
    leastUsed(
      placesFor(prompt, setting),
      before.map((take) => take.place),
      chooser,
    ) ?? "";
  let current = setting;
  const pick = (among: readonly Aspect[]): void => {
    const open = among
      .filter((aspect) => !aspects.includes(aspect) && goesWith(aspect, aspects))
      .map((aspect) => ({
        aspect,
        words: wordsFor(aspect, tone, current, [prompt, place, ...clauses, ...tags].join(", ")),
      }))
      .filter(({ words }) => words.length > 0);
    const aspect = leastUsed(
      open.map((one) => one.aspect),
      usedAspects,
      chooser,
    );
    const words = open.find((one) => one.aspect === aspect)?.words ?? [];
    const phrase = leastUsed(words, used, chooser);
    if (aspect === undefined || phrase === undefined) return;
    aspects.push(aspect);
    (clauseAspects.includes(aspect) ? clauses : tags).push(phrase);
    current = withAspect(current, aspect, phrase);
  };
  pick(looks);
  pick(ways);
  const isShort = prompt.split(" ").length <= SHORT_WORDS;
  while (aspects.length < ASPECTS_OF_TAKE + (isShort ? 1 : 0)) {
    const count = aspects.length;
    pick([...looks, ...ways]);
    if (aspects.length === count) break;
  }
  return { tone, place, aspects, clauses, tags };
}

/** Aspects that say the same or contradict each other are not in one take. */
function goesWith(aspect: Aspect, others: readonly Aspect[]): boolean {
  const either: readonly (readonly Aspect[])[] = [
    ["weather", "season"],
    ["weather", "light"],
    ["palette", "style"],
    ["mood", "style"],
  ];
  return either.every(
    (pair) => !pair.includes(aspect) || !others.some((other) => pair.includes(other)),
  );
}

function wordsFor(aspect: Aspect, tone: Tone, setting: Setting, said: string): readonly string[] {
  const palette = tonePalettes[tone];
  const allowed = (phrase: string): boolean => isAllowed(phrase, setting, said);
  switch (aspect) {
    case "light":
      return lightWords(setting, tone, said);
    case "weather":
      return takesWeather(setting)
        ? palette.weathers
            .filter((weather) => isWeatherThere(weather, setting, said))
            .flatMap((weather) => weatherPhrases[weather])
            .filter(allowed)
        : [];
    case "season":
      return takesSeason(setting, said)
        ? palette.seasons
            .filter((season) => season !== "winter" || takesSnow(setting, said))
            .flatMap((season) => seasonPhrases[season])
            .filter(allowed)
        : [];
    case "detail":
      return fittingDetails(setting, said)
        .slice(0, 2)
        .flatMap(({ details }) => details);
    case "mood":
      return moodsFor(tone, setting, said).filter(allowed);
    case "palette":
      return setting.colours.size > 0 || setting.isMonochrome || setting.isStyled
        ? []
        : palette.palettes.filter(allowed);
    case "style":
      return stylesFor(setting).filter(allowed);
    case "camera":
      return setting.isFilmed ? [] : camerasFor(setting, said).filter(allowed);
  }
}

function lightWords(setting: Setting, tone: Tone, said: string): readonly string[] {
  const { realm, time, isLit } = setting;
  if (time !== null && (realm === "outdoors" || realm === "unplaced"))
    return timeAtmosphere[time].filter((light) => fits(light, setting, said));
  if (realm === "outdoors") {
    if (isLit || hasDiffuseSky(setting)) return [];
    if (setting.venue === "arena")
      return lightsFor(setting).filter((light) => isAllowed(light, setting, said));
    return tonePalettes[tone].times
      .filter((name) => name !== "night" || !boundToDay.test(said))
      .flatMap((name) => timeLight[name])
      .filter((light) => isAllowed(light, setting, said));
  }
  if (isLit || time !== null) return [];
  const within = realm === "indoors" || realm === "unplaced";
  return (within ? tonePalettes[tone].lights : lightsFor(setting)).filter((light) =>
    isAllowed(light, setting, said),
  );
}

const takesWeather = ({ realm, venue, weathers, time, isLit }: Setting): boolean =>
  realm === "outdoors" &&
  venue !== "arena" &&
  weathers.length === 0 &&
  !isLit &&
  (time === null || /dawn|dusk|night/.test(time));

function isWeatherThere(weather: Weather, setting: Setting, said: string): boolean {
  if (weather === "snow") return takesSnow(setting, said);
  if (weather === "rain" || weather === "fog")
    return !setting.terrains.includes("desert") && !(weather === "rain" && setting.isCold);
  return true;
}

const takesSeason = ({ realm, season, weathers, terrains }: Setting, said: string): boolean =>
  realm === "outdoors" &&
  season === null &&
  weathers.length === 0 &&
  terrains.some((terrain) => landWithSeasons.has(terrain)) &&
  !boundToSeason.test(said);
const takesSnow = ({ terrains }: Setting, said: string): boolean =>
  !terrains.some((terrain) => warmTerrains.has(terrain)) && !boundToSeason.test(said);
const landWithSeasons: ReadonlySet<string> = new Set(
  "mountains lake river city village forest meadow hills road".split(" "),
);
const warmTerrains: ReadonlySet<string> = new Set(
  "desert jungle beach island volcano sea field meadow canyon sky".split(" "),
);
/** What is seen in one part of the year, or in one part of the world only. */
const boundToSeason =
  /\b(?:flowers?|\p{L}*flowers?|bloom\p{L}*|blossoms?|petals?|lavender|tulips?|wheat|corn\p{L}*|harvest|grass\p{L}*|green|leaves|foliage|snow\p{L}*|ic[ey]\p{L}*|frozen|frost\p{L}*|glacier|ski\p{L}*|palms?|tropical|camels?|elephants?|lions?|zebras?|giraffes?|swim\p{L}*|bees?|butterfl\p{L}+|barefoot|picnic|summer|winter|spring|autumn|sunny|hot|heat|lava|christmas|festival)\b/iu;

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
