import { isMoodWord } from "../text/adjective-kinds.ts";

/** Nouns of moods and qualities, and the adjective that puts them into a scene. */
const adjectiveOfNoun: Readonly<Record<string, string>> = {
  drama: "dramatic",
  mystery: "mysterious",
  romance: "romantic",
  tension: "tense",
  melancholy: "melancholic",
  magic: "magical",
  energy: "energetic",
  warmth: "warm",
  darkness: "dark",
  sadness: "sad",
  nostalgia: "nostalgic",
  peace: "peaceful",
  calm: "calm",
  calmness: "calm",
  wonder: "wondrous",
  joy: "joyful",
  happiness: "happy",
  colour: "colourful",
  color: "colorful",
  emotion: "emotional",
  realism: "realistic",
  suspense: "suspenseful",
  excitement: "exciting",
  loneliness: "lonely",
  serenity: "serene",
  elegance: "elegant",
  intensity: "intense",
  action: "lively",
  movement: "lively",
  life: "lively",
  danger: "dangerous",
  gloom: "gloomy",
  chaos: "chaotic",
  beauty: "beautiful",
  grandeur: "grand",
  depth: "deep",
  contrast: "high-contrast",
  brightness: "bright",
  hope: "hopeful",
};
export const qualityOfNoun = (noun: string): string | null =>
  adjectiveOfNoun[noun.toLowerCase()] ?? null;

/** Whatever stands on one side cannot stay in a scene beside what stands on the other. */
const opposites: readonly (readonly [string, string])[] = [
  ["bright dazzling sunlit", "dim dark gloomy shadowy murky"],
  [
    "calm peaceful serene tranquil still",
    "dramatic wild intense raging rushing choppy rough turbulent stormy",
  ],
  ["warm hot", "cold cool icy freezing chilly"],
  ["soft", "harsh hard"],
  ["happy joyful cheerful", "sad melancholic gloomy sombre somber mournful"],
  ["joyful cheerful", "dark"],
  ["happy joyful cheerful", "eerie ominous sinister scary creepy spooky tense"],
  ["calm peaceful", "busy bustling crowded hectic"],
  ["quiet silent sleepy", "loud lively noisy busy crowded bustling"],
  ["empty deserted", "crowded busy bustling packed full"],
  ["big large huge giant massive", "small tiny little miniature"],
  ["slow", "fast quick rapid"],
  ["old elderly aged ancient", "new young modern futuristic"],
  ["vintage retro antique", "modern new futuristic"],
  ["gentle", "fierce violent"],
  ["vivid vibrant colourful colorful", "muted dull drab"],
  ["simple plain", "ornate"],
  ["scary creepy", "friendly"],
  ["wide broad", "narrow"],
  ["tall", "short"],
  ["high", "low"],
  ["long", "short"],
  ["clean tidy spotless", "dirty dusty gritty messy grimy filthy cluttered"],
  ["clear", "murky muddy cloudy foggy hazy"],
  ["dense thick", "sparse thin"],
  ["wet rainy", "dry"],
  ["rough rocky bumpy", "smooth"],
  ["deep", "shallow"],
  ["steep", "gentle"],
  ["rich", "poor"],
  ["strong", "weak"],
  ["sharp", "blurred blurry"],
  ["open", "closed"],
];
const sides = opposites.map(([one, other]) => [one.split(" "), other.split(" ")] as const);

/** Every adjective that cannot stay beside this one, the plainest first. */
export function oppositesOf(adjective: string): string[] {
  return sides.flatMap(([one, other]) =>
    one.includes(adjective) ? other : other.includes(adjective) ? one : [],
  );
}

/** How a scene feels, beside the moods of the lexicon: only such words go with "mood". */
const feelings = new Set([
  ...Object.values(adjectiveOfNoun),
  ..."cosy cozy wild bleak moody sombre somber uplifting scary creepy frightening haunting inspiring exciting comforting inviting welcoming hopeful nostalgic foreboding ominous relaxed oppressive claustrophobic futuristic festive carefree triumphant sentimental bittersweet upbeat edgy gritty tense airy".split(
    " ",
  ),
]);
const looks =
  /^(?:giant|huge|vast|still|soft|bright|warm|deep|beautiful|elegant|colou?rful|high-contrast|vibrant|grand)$/;

/** Whether an adjective says how a scene feels, not how a thing in it looks. */
export const isFeeling = (adjective: string): boolean =>
  !looks.test(adjective) && (feelings.has(adjective) || isMoodWord(adjective));

/** How full a place is and how it is kept. */
const placeStates =
  /^(?:empty|deserted|crowded|busy|bustling|packed|quiet|clean|dirty|messy|tidy|cluttered|grimy|spacious|cramped|smoky|dusty|steamy|muddy|flooded)$/;
export const isPlaceState = (adjective: string): boolean => placeStates.test(adjective);

/** Adverbs of degree for adjectives, from weak to strong; the second is the plain word. */
export const adjectiveDegrees = ["slightly", "", "very", "extremely"] as const;
const adverbLevels: Readonly<Record<string, number>> = {
  slightly: 0,
  faintly: 0,
  mildly: 0,
  somewhat: 0,
  subtly: 0,
  fairly: 0,
  quite: 1,
  rather: 1,
  very: 2,
  deeply: 2,
  highly: 2,
  strongly: 2,
  intensely: 3,
  extremely: 3,
  incredibly: 3,
  utterly: 3,
};
export const adverbLevel = (word: string): number | null => adverbLevels[word] ?? null;

/** They are strong as plain words, so that "slightly" would sound odd with them. */
const poles =
  /^(?:bright|calm|clean|cosy|cozy|elegant|steep|busy|crowded|bustling|quiet|soft|big|large|small|tall|long|wide|narrow|deep|high|old|young|modern|simple|smooth|peaceful|serene|realistic|beautiful)$/;
export const weakAdverb = (adjective: string): "fairly" | "slightly" =>
  poles.test(adjective) ? "fairly" : "slightly";

const milderWords: Readonly<Record<string, string>> = {
  huge: "large",
  giant: "large",
  massive: "large",
  tiny: "small",
  freezing: "cold",
  blinding: "bright",
  dazzling: "bright",
};
/** The plain word below a strong one ("tiny" → "small"), or null; bright light is less so when soft. */
export function milderWord(adjective: string, noun: string): string | null {
  if (/^(?:bright|harsh)$/.test(adjective) && /^(?:light|lights|lighting|white)$/.test(noun))
    return "soft";
  return milderWords[adjective] ?? null;
}

/** Degrees of things that have no number, from weak to strong; the second is the plain word. */
const nounDegrees: Readonly<Record<string, readonly [string, string, string, string]>> = {
  fog: ["thin", "", "thick", "impenetrable"],
  mist: ["thin", "", "thick", "dense"],
  haze: ["thin", "", "thick", "dense"],
  smoke: ["thin", "", "thick", "billowing"],
  steam: ["thin", "", "thick", "billowing"],
  rain: ["light", "", "heavy", "torrential"],
  drizzle: ["faint", "", "steady", "heavy"],
  snow: ["light", "", "heavy", "blinding"],
  snowfall: ["light", "", "heavy", "blinding"],
  wind: ["light", "", "strong", "howling"],
  breeze: ["faint", "", "fresh", "stiff"],
  storm: ["distant", "", "violent", "ferocious"],
  thunderstorm: ["distant", "", "violent", "ferocious"],
  traffic: ["light", "", "heavy", "gridlocked"],
  cloud: ["wispy", "", "heavy", "towering"],
  wave: ["low", "", "high", "towering"],
  lightning: ["distant", "", "bright", "blinding"],
  light: ["soft", "", "strong", "brilliant"],
  sunlight: ["soft", "", "bright", "dazzling"],
  moonlight: ["faint", "", "bright", "brilliant"],
  glow: ["faint", "", "strong", "intense"],
  contrast: ["low", "", "high", "extreme"],
  fire: ["small", "", "big", "blazing"],
  spray: ["light", "", "heavy", "towering"],
  dust: ["thin", "", "thick", "choking"],
};
const anyNounDegrees = ["a little", "", "plenty of", "masses of"] as const;
const levelWords: Readonly<Record<string, number>> = {
  thin: 0,
  light: 0,
  faint: 0,
  gentle: 0,
  soft: 0,
  subtle: 0,
  distant: 0,
  wispy: 0,
  low: 0,
  mild: 0,
  weak: 0,
  sparse: 0,
  thick: 2,
  heavy: 2,
  strong: 2,
  dense: 2,
  deep: 2,
  high: 2,
  violent: 2,
  steady: 2,
  fresh: 2,
  bright: 2,
  rolling: 2,
  big: 2,
  torrential: 3,
  impenetrable: 3,
  blinding: 3,
  howling: 3,
  ferocious: 3,
  towering: 3,
  billowing: 3,
  brilliant: 3,
  intense: 3,
  stiff: 3,
  dazzling: 3,
};
export const nounLevel = (word: string): number | null => levelWords[word] ?? null;
export const nounDegreesOf = (foldedNoun: string): readonly string[] =>
  nounDegrees[foldedNoun] ?? anyNounDegrees;
export const hasDegrees = (foldedNoun: string): boolean => nounDegrees[foldedNoun] !== undefined;

/** Comparatives of size and strength: with a noun they only mean more or less of it. */
const magnitudes: Readonly<Record<string, 1 | -1>> = {
  strong: 1,
  heavy: 1,
  thick: 1,
  dense: 1,
  intense: 1,
  weak: -1,
  light: -1,
  thin: -1,
  faint: -1,
  mild: -1,
};
export const magnitudeOf = (adjective: string): 1 | -1 | null => magnitudes[adjective] ?? null;
