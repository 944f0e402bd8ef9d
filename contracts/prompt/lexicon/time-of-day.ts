import type { Season, TimeOfDay } from "../scene-description.ts";
import type { LexiconEntries } from "./lexicon-entries.ts";

export const timeOfDayLexicon: LexiconEntries<TimeOfDay> = {
  dawn: "dawn, daybreak, sunrise, sun rise, sun rising, rising sun, first light, break of day, early light",
  morning: "morning, early day, breakfast",
  noon: "noon, midday, day, daytime, daylight, afternoon, sunny, bright sun, blue sky, high noon",
  "golden-hour":
    "golden hour, golden light, late afternoon, low sun, warm light, magic hour, evening light, honey light",
  sunset: "sunset, sundown, setting sun, sun set, sun setting, evening, day end, afterglow",
  dusk: "dusk, twilight, blue hour, gloaming, nightfall, gloom",
  night:
    "night, midnight, nighttime, nocturnal, moonlit, moonlight, starlit, starlight, starry, after dark, small hours, late night, tonight, neon, cyberpunk",
};

export const seasonLexicon: LexiconEntries<Season> = {
  spring: "spring, springtime, april, may day, cherry blossom, blossom, sakura",
  summer: "summer, summertime, july, august, midsummer",
  autumn: "autumn, fall foliage, fall colour, fall color, autumnal, october, november, foliage",
  winter:
    "winter, wintry, wintertime, december, january, christmas, frost, frosty, frozen, icy, ice",
};
