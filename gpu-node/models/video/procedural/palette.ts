import type { SceneDescription, TimeOfDay } from "#contracts/prompt/scene-description.ts";
import { colourLexicon } from "#contracts/prompt/lexicon/colours.ts";
import { black, fromHsl, luminance, mix, parseColour, saturate, white } from "./colour.ts";
import type { Colour } from "./colour.ts";
import { createRandom, pick } from "./seeded-random.ts";

/** The paints of a scene; every painter derives its own from these. */
export interface Palette {
  readonly skyTop: Colour;
  readonly skyMiddle: Colour;
  readonly skyLow: Colour;
  readonly glow: Colour;
  /** Sun or moon. */
  readonly light: Colour;
  readonly cloudLight: Colour;
  readonly cloudShade: Colour;
  /** What far things fade into. */
  readonly haze: Colour;
  /** The darkest thing in front. */
  readonly near: Colour;
  readonly accent: Colour;
  readonly secondAccent: Colour;
  /** 0 at night, 1 at noon: how much of a thing's own colour is seen. */
  readonly daylight: number;
}

type SkySet = readonly [
  top: string,
  middle: string,
  low: string,
  glow: string,
  light: string,
  near: string,
];

const skies: Readonly<Record<TimeOfDay, readonly [SkySet, ...SkySet[]]>> = {
  dawn: [
    ["#2c4a86", "#a78fb8", "#ffc4a0", "#ffe6b8", "#fff3d6", "#1d2238"],
    ["#35568f", "#e0a1a5", "#ffd9a6", "#fff0c4", "#fff6e0", "#232640"],
    ["#41407f", "#c07fa6", "#ffb38f", "#ffdda6", "#fff0d0", "#211c36"],
  ],
  morning: [
    ["#3a82cf", "#8cc3ee", "#f6e7cf", "#fff3d4", "#fffbe8", "#1d3038"],
    ["#4b95d8", "#a9d5f0", "#ffefd8", "#fff6df", "#fffdf0", "#20343a"],
  ],
  noon: [
    ["#1c67bf", "#62abe8", "#cfe8f7", "#f2fbff", "#ffffff", "#16302c"],
    ["#2272c8", "#74bdf0", "#dff1f6", "#ffffff", "#ffffff", "#18322a"],
  ],
  "golden-hour": [
    ["#4a7cb0", "#f0c48c", "#ffd98c", "#fff0b8", "#fff6d0", "#2e2219"],
    ["#5f7fae", "#f2b27e", "#ffcf7a", "#ffeaa8", "#fff2c8", "#2b1f1c"],
  ],
  sunset: [
    ["#252a63", "#b8466f", "#ff8b4a", "#ffd07a", "#fff0bd", "#1a1226"],
    ["#342a6b", "#d1527a", "#ff9a5c", "#ffdc93", "#fff3cc", "#1c1330"],
    ["#1d3461", "#c4574f", "#ffa24c", "#ffd98a", "#fff4cf", "#19151f"],
    ["#3b1f5e", "#e0476b", "#ff7b54", "#ffc46b", "#ffe9b0", "#180e24"],
  ],
  dusk: [
    ["#0f1a45", "#4a4a92", "#c97d9c", "#f2b39a", "#fbe7d0", "#0d1124"],
    ["#101d44", "#345a94", "#8fa3c8", "#e5b7a5", "#f5e8de", "#0b1422"],
  ],
  night: [
    ["#030817", "#0b1c41", "#22426f", "#3f6896", "#eef3ff", "#03060f"],
    ["#060920", "#141c4c", "#33407c", "#5a6aa6", "#f4f2ff", "#05060f"],
    ["#02101a", "#082b3f", "#17526a", "#3a8398", "#ecfbff", "#020b10"],
  ],
};

const daylightOf: Readonly<Record<TimeOfDay, number>> = {
  dawn: 0.5,
  morning: 0.9,
  noon: 1,
  "golden-hour": 0.75,
  sunset: 0.35,
  dusk: 0.2,
  night: 0.08,
};

/** A colour word right before a thing on the ground paints that thing, hardly the sky. */
const earthbound = new RegExp(
  `\\b(?:${Object.keys(colourLexicon).join("|")})(?: \\w+)? (?:hill|field|meadow|grass|forest|tree|leaf|leaves|rock|canyon|mountain|sand|desert|dune|flower|rose|tulip|lavender|popp|sea|ocean|lake|river|water|roof|house|fish|coral)`,
);

/** Chooses the paints: time of day first, then weather, season, mood, style and colour words. */
export function choosePalette(
  description: SceneDescription,
  timeOfDay: TimeOfDay,
  seed: number,
): Palette {
  const random = createRandom(seed, "palette");
  let [skyTop, skyMiddle, skyLow, glow, light, near] = pick(random, skies[timeOfDay]).map(
    parseColour,
  ) as [Colour, Colour, Colour, Colour, Colour, Colour];
  let daylight = daylightOf[timeOfDay];
  const has = (list: readonly string[], ...names: string[]): boolean =>
    names.some((name) => list.includes(name));
  const turn = (change: (colour: Colour) => Colour): void => {
    [skyTop, skyMiddle, skyLow, glow, near] = [
      change(skyTop),
      change(skyMiddle),
      change(skyLow),
      change(glow),
      change(near),
    ];
  };
  // A little seeded drift of hue keeps two scenes of one time of day apart.
  const drift = fromHsl(random(), 0.6, 0.5);
  turn((colour) => saturate(mix(colour, drift, 0.05), 1.12));

  if (has(description.weathers, "storm")) {
    turn((colour) => mix(mix(colour, [52, 60, 78], 0.72), black, 0.22));
    // A pale strip under the cloud gives the storm its depth.
    skyLow = mix(skyLow, [150, 168, 180], 0.22 + daylight * 0.3);
    glow = mix(glow, [186, 200, 204], 0.3 + daylight * 0.2);
    daylight *= 0.45;
  } else if (has(description.weathers, "overcast", "rain")) {
    turn((colour) => mix(colour, mix([142, 154, 168], black, (1 - daylight) * 0.75), 0.62));
    daylight *= 0.7;
  } else if (has(description.weathers, "snow", "fog")) {
    turn((colour) => mix(colour, mix([206, 216, 228], black, (1 - daylight) * 0.62), 0.24));
  }
  if (description.season === "winter") turn((colour) => mix(colour, [190, 212, 240], 0.1));
  if (description.season === "autumn") turn((colour) => mix(colour, [232, 150, 80], 0.07));
  if (has(description.moods, "dark", "mysterious", "melancholic"))
    turn((colour) => mix(saturate(colour, 0.75), black, 0.2));
  if (has(description.moods, "dreamy", "romantic"))
    turn((colour) => mix(colour, [242, 160, 210], 0.14));
  if (has(description.moods, "joyful")) turn((colour) => saturate(colour, 1.18));
  if (has(description.styles, "watercolour"))
    turn((colour) => mix(saturate(colour, 0.85), white, 0.16));
  if (has(description.styles, "neon")) {
    skyTop = mix(skyTop, [24, 6, 60], 0.7);
    skyMiddle = mix(skyMiddle, [110, 20, 130], 0.62);
    skyLow = mix(skyLow, [255, 60, 150], 0.5);
    glow = mix(glow, [255, 110, 190], 0.5);
  }
  if (has(description.styles, "vintage"))
    turn((colour) => mix(saturate(colour, 0.6), [196, 154, 98], 0.22));

  const stormy = has(description.weathers, "storm");
  const asked = description.colours.map(parseColour);
  const [first, second] = asked;
  if (
    first !== undefined &&
    description.subjects.every((subject) => subject.colour === undefined)
  ) {
    const target = second ?? first;
    const share = earthbound.test(description.normalisedPrompt) ? 0.2 : 1;
    skyMiddle = mix(skyMiddle, tone(first, skyMiddle), 0.62 * share);
    skyLow = mix(skyLow, tone(target, skyLow), 0.55 * share);
    skyTop = mix(skyTop, tone(first, skyTop), 0.45 * share);
    near = mix(near, tone(target, near), 0.35);
  }
  if (has(description.styles, "monochrome")) {
    turn((colour) => saturate(colour, 0));
    light = saturate(light, 0);
  }
  const accent = first ?? fromHsl(random(), 0.75, 0.58);
  return {
    skyTop,
    skyMiddle,
    skyLow,
    glow,
    light,
    near,
    daylight,
    haze: mix(skyLow, skyMiddle, 0.35),
    cloudLight: mix(
      mix(stormy ? mix(glow, [168, 184, 196], 0.5) : glow, white, 0.35 + daylight * 0.4),
      skyLow,
      timeOfDay === "night" ? (stormy ? 0.5 : 0.75) : 0.05,
    ),
    cloudShade: mix(mix(skyMiddle, skyTop, 0.4), near, 0.16),
    accent,
    secondAccent:
      second ?? (first === undefined ? fromHsl(random(), 0.7, 0.6) : mix(first, skyLow, 0.45)),
  };
}

/** The hue of one colour at the brightness of another. */
function tone(hue: Colour, brightness: Colour): Colour {
  const wanted = luminance(brightness);
  const own = luminance(hue);
  return own > wanted
    ? mix(hue, black, 1 - wanted / Math.max(own, 0.01))
    : mix(hue, white, (wanted - own) / Math.max(1 - own, 0.01));
}
