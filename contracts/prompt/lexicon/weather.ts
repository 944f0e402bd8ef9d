import type { Feature, Weather } from "../scene-description.ts";
import type { LexiconEntries } from "./lexicon-entries.ts";

export const weatherLexicon: LexiconEntries<Weather> = {
  clear: "clear, clear sky, blue sky, sunny, bright sky, fair weather",
  cloudy:
    "cloudy, partly cloudy, fluffy cloud, cumulus, scattered cloud, drifting cloud, rolling cloud",
  overcast: "overcast, grey sky, gray sky, dull sky, gloomy, leaden, dreary",
  rain: "rain, rainy, raining, drizzle, shower, downpour, raindrop, monsoon, wet, rain soaked, rainstorm",
  storm:
    "storm, stormy, thunder, thunderstorm, tempest, hurricane, squall, typhoon, lightning, raging, sandstorm, hailstorm, tornado",
  snow: "snow, snowy, snowing, snowfall, snowflake, blizzard, flurry, flurries, falling snow, snowstorm",
  fog: "fog, foggy, mist, misty, haze, hazy, smog, murky",
  wind: "wind, windy, breeze, breezy, gust, gale, blowing",
};

export const featureLexicon: LexiconEntries<Feature> = {
  sun: "sun, sunshine, sunlight, sunbeam, sun ray, sunny, solar",
  moon: "moon, full moon, crescent, moonlit, moonlight, lunar",
  stars: "star, starry, starlit, starlight, stargazing, constellation, milky way, night sky",
  clouds: "cloud, cumulus, cloudscape",
  aurora: "aurora, northern light, southern light, polar light, aurora borealis",
  rainbow: "rainbow",
  fireworks: "firework, new year, celebration, pyrotechnic, fireworks display",
  lanterns: "lantern, sky lantern, floating lantern, paper lantern",
  fireflies:
    "firefly, fireflies, glow worm, magical, fairy, enchanted, spark, sparkle, glowing particle",
  petals: "petal, cherry blossom, blossom, sakura, confetti",
  leaves: "leaf, leaves, falling leaf, falling leaves, foliage",
  meteors: "meteor, shooting star, meteor shower, comet, falling star, perseid, asteroid",
  flowers:
    "flower, wildflower, poppy, poppies, tulip, lavender, sunflower, daisy, rose, bloom, floral, garden",
  mist: "mist, misty, fog, foggy, haze, hazy, steam, smoke",
  lightning: "lightning, thunder, thunderstorm, thunderbolt, electric storm",
  lava: "lava, magma, eruption, erupting, molten",
  bubbles: "bubble",
  galaxy: "galaxy, galaxies, spiral galaxy, milky way, black hole",
  reflection: "reflection, reflecting, mirrored, reflected, mirror",
  lights:
    "city light, light trail, lit window, streetlight, neon sign, neon, glowing window, illuminated",
};
