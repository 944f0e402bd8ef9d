import type { Mood, Season, TimeOfDay, Weather } from "#contracts/prompt/scene-description.ts";
import type { Fit } from "./fits.ts";
import { heldBy } from "./motion.ts";
import type { Realm, Setting } from "./setting.ts";

const list = (text: string): readonly string[] => text.split("; ");

/** What holds a take together: its light, weather, mood and palette all have one tone. */
export type Tone = "warm" | "cool" | "dark" | "bright" | "soft";

/** Everything that one tone can be made of. */
export type TonePalette = {
  times: readonly TimeOfDay[];
  weathers: readonly Weather[];
  seasons: readonly Season[];
  /** Within walls, or where nothing tells what is around. */
  lights: readonly string[];
  /** Marked as for `heldBy`. */
  moods: readonly string[];
  palettes: readonly string[];
};

export const tonePalettes: Readonly<Record<Tone, TonePalette>> = {
  warm: {
    times: ["golden-hour", "sunset"],
    weathers: [],
    seasons: ["summer", "autumn"],
    lights: list("in warm low lamplight; in a honeyed side light; in soft amber light"),
    moods: list(
      "warm and inviting mood; hopeful mood; =+nostalgic mood; =+intimate mood; =tender mood; >triumphant mood; >carefree mood",
    ),
    palettes: list(
      "warm amber and copper tones; palette of ochre and cream; earthy terracotta tones; palette of honey and deep brown",
    ),
  },
  cool: {
    times: ["dusk", "dawn"],
    weathers: ["rain", "fog", "overcast"],
    seasons: ["winter", "autumn"],
    lights: list("in cool even light; in pale blue light from one side; in crisp neutral light"),
    moods: list(
      "restrained mood; understated mood; =+contemplative mood; =wistful mood; +focused mood; >determined mood",
    ),
    palettes: list(
      "muted blue and grey tones; palette of slate and silver; cool steel tones; palette of teal and pale grey",
    ),
  },
  dark: {
    times: ["night"],
    weathers: ["storm", "rain"],
    seasons: [],
    lights: list(
      "in low-key light with deep contrast; lit from a single source; in strong light against a deep background",
    ),
    moods: list(
      "mysterious mood; dramatic mood; brooding mood; >+tense mood; >urgent mood; =hushed mood",
    ),
    palettes: list(
      "deep high-contrast tones; palette of charcoal and bone white; rich inky tones; palette of midnight blue and brass",
    ),
  },
  bright: {
    times: ["morning", "noon"],
    weathers: ["clear", "cloudy", "wind"],
    seasons: ["spring", "summer"],
    lights: list("in bright airy light; in crisp white light; in fresh even light"),
    moods: list(
      "lively mood; optimistic mood; +cheerful mood; >playful mood; >exuberant mood; =+carefree mood",
    ),
    palettes: list(
      "vivid saturated tones; palette of bold primary colours; luminous tones; bright and airy tones",
    ),
  },
  soft: {
    times: ["dawn", "morning"],
    weathers: ["fog", "overcast", "snow"],
    seasons: ["spring", "winter"],
    lights: list("in soft diffused light; in a gentle hazy glow; in delicate wraparound light"),
    moods: list(
      "dreamy mood; gentle mood; =+delicate mood; =+serene mood; =quiet mood; +patient mood; >graceful mood",
    ),
    palettes: list(
      "pale pastel tones; palette of ivory and dusty rose; faded low-contrast tones; palette of sage and cream",
    ),
  },
};

/** Looks of the picture that leave what it shows as it is. */
const styles = list(
  "cinematic look; documentary look; with fine 35mm film grain; naturalistic look; anamorphic widescreen look; with subtle film grain and soft contrast",
);

const tonesOfTime: Readonly<Record<TimeOfDay, readonly Tone[]>> = {
  dawn: ["soft", "warm", "cool"],
  morning: ["bright", "soft", "warm"],
  noon: ["bright", "warm"],
  "golden-hour": ["warm", "soft", "bright"],
  sunset: ["warm", "dark", "soft"],
  dusk: ["cool", "soft", "dark"],
  night: ["dark", "cool", "warm"],
};
const tonesOfWeather: Readonly<Record<Weather, readonly Tone[]>> = {
  clear: ["bright", "warm", "soft", "cool", "dark"],
  cloudy: ["bright", "soft", "cool", "warm", "dark"],
  overcast: ["cool", "soft", "dark"],
  rain: ["cool", "dark", "soft"],
  storm: ["dark", "cool"],
  snow: ["cool", "soft", "dark"],
  fog: ["soft", "cool", "dark"],
  wind: ["bright", "cool", "dark", "warm"],
};
const tonesOfMood: Readonly<Record<Mood, readonly Tone[]>> = {
  calm: ["soft", "warm", "cool"],
  dramatic: ["dark", "cool", "warm"],
  joyful: ["bright", "warm"],
  mysterious: ["dark", "cool", "soft"],
  romantic: ["warm", "soft"],
  melancholic: ["cool", "soft", "dark"],
  epic: ["warm", "dark", "bright", "cool"],
  dark: ["dark", "cool"],
  dreamy: ["soft", "warm", "cool"],
};
const tonesOfRealm: Readonly<Partial<Record<Realm, readonly (readonly Tone[])[]>>> = {
  space: [["cool", "dark", "warm", "soft"]],
  underwater: [["cool", "dark", "soft", "bright"]],
};
/** Nobody is hungry for what looks cold or gloomy. */
const tonesOfFood: readonly Tone[] = ["warm", "bright", "soft"];
const cheerful =
  /\b(?:laugh\p{L}*|smil\p{L}*|birthday|party|celebrat\p{L}*|wedding|play(?:s|ing|ful\p{L}*)?|toddlers?|bab(?:y|ies)|pupp(?:y|ies)|kittens?|balloons?|picnic|kids|child|children|carnival)\b/iu;
const grave =
  /\b(?:war|battle|funeral|cr(?:y|ies|ying)|ruins?|abandoned|grave\p{L}*|cemetery|surg\p{L}*|hospital|burning|disaster|flood|prison|wounded|mourning|sad|lonely|dark|night|storm\p{L}*)\b/iu;

const fireLight =
  /\b(?:candle\p{L}*|fireplace|fire|campfire|bonfire|flames?|lanterns?|embers?|torch\p{L}*|lava|glowing)\b/iu;
const tonesOfFire: readonly Tone[] = ["warm", "dark", "soft"];
/** Nobody is playful at a funeral. */
const lightMoods =
  /tender|carefree|playful|dreamy|intimate|exuberant|cheerful|inviting|nostalgic|delicate/;

/** The moods of a tone that become what goes on. */
export function moodsFor(tone: Tone, { setting, says, isAllowed }: Fit): readonly string[] {
  // Only people make what they do feel like it: an apple that falls is not playful.
  const motion = setting.subject?.family.isHuman === true ? setting.motion : null;
  return heldBy(motion, tonePalettes[tone].moods).filter(
    (mood) => isAllowed(mood) && (!lightMoods.test(mood) || !says(grave)),
  );
}

/** The looks that leave a scene what it is: nothing abstract is documented. */
export const stylesFor = ({ realm, isStyled }: Setting): readonly string[] =>
  realm === "abstract" || isStyled ? [] : styles;

/** The tones that contradict nothing of a prompt, in an order of their own. */
export function tonesFor({ setting, says }: Fit): readonly Tone[] {
  const all = Object.keys(tonePalettes) as Tone[];
  const told = [
    ...(tonesOfRealm[setting.realm] ?? []),
    ...(setting.venue === "table" ? [tonesOfFood] : []),
    ...(setting.time === null ? [] : [tonesOfTime[setting.time]]),
    ...setting.weathers.map((weather) => tonesOfWeather[weather]),
    ...setting.moods.map((mood) => tonesOfMood[mood]),
    ...(setting.isDark ? [tonesOfTime.night] : []),
    ...(says(fireLight) ? [tonesOfFire] : []),
    ...(says(cheerful) ? [all.filter((tone) => tone !== "dark")] : []),
    ...(says(grave) ? [all.filter((tone) => tone !== "bright")] : []),
  ];
  // A prompt may contradict itself: then what fits most of it remains.
  const holding = (tone: Tone): number => told.filter((tones) => tones.includes(tone)).length;
  const most = Math.max(...all.map(holding));
  return all.filter((tone) => holding(tone) === most);
}
