import type { Season, TimeOfDay, Weather } from "#contracts/prompt/scene-description.ts";

/** How the names of time, season and weather are said: as a noun and as a phrase of their own. */
const canonicalTimes: Readonly<Record<TimeOfDay, string>> = {
  dawn: "dawn",
  morning: "morning",
  noon: "midday",
  "golden-hour": "golden hour",
  sunset: "sunset",
  dusk: "dusk",
  night: "night",
};
const adverbials: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    "dawn,daybreak,sunrise,noon,midday,sunset,sundown,dusk,twilight,nightfall,night,midnight,golden hour,blue hour,magic hour,first light"
      .split(",")
      .map((word) => [word, `at ${word}`]),
  ),
  ...Object.fromEntries(
    "morning,afternoon,evening,late afternoon,daytime,small hours"
      .split(",")
      .map((word) => [word, `in the ${word}`]),
  ),
  day: "during the day",
  daylight: "in broad daylight",
  nighttime: "at nighttime",
};

/** The noun and the adverbial of a time; words that are no nouns ("starlit") give the general one. */
export function timeForms(surface: string, name: TimeOfDay): { noun: string; adverbial: string } {
  const lower = surface.toLowerCase();
  const noun = adverbials[lower] === undefined ? canonicalTimes[name] : lower;
  return { noun, adverbial: adverbials[noun] ?? `at ${noun}` };
}

export const isTimeNoun = (surface: string): boolean =>
  adverbials[surface.toLowerCase()] !== undefined;
export const canonicalTime = (name: TimeOfDay): string => canonicalTimes[name];

export const weatherForms: Readonly<
  Record<Weather, { adjective: string; noun: string; adverbials: readonly string[] }>
> = {
  clear: {
    adjective: "clear",
    noun: "clear weather",
    adverbials: ["under a clear sky", "beneath a cloudless sky"],
  },
  cloudy: {
    adjective: "cloudy",
    noun: "drifting clouds",
    adverbials: ["under drifting clouds", "beneath a cloudy sky"],
  },
  overcast: {
    adjective: "overcast",
    noun: "overcast weather",
    adverbials: ["under an overcast sky", "beneath a low grey sky"],
  },
  rain: { adjective: "rainy", noun: "rain", adverbials: ["in steady rain", "in the rain"] },
  storm: {
    adjective: "stormy",
    noun: "storm",
    adverbials: ["in a thunderstorm", "as a storm breaks"],
  },
  snow: {
    adjective: "snowy",
    noun: "snow",
    adverbials: ["in falling snow", "as snow drifts down"],
  },
  fog: { adjective: "foggy", noun: "fog", adverbials: ["in drifting fog", "wrapped in fog"] },
  wind: {
    adjective: "windy",
    noun: "wind",
    adverbials: ["in a strong wind", "in a restless wind"],
  },
};

export const seasonNames: readonly Season[] = ["spring", "summer", "autumn", "winter"];
